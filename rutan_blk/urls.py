from django.urls import include, path

urlpatterns = [
    path("", include("core.urls")),
    path("", include("accounts.urls")),
    path("", include("inmates.urls")),
    path("", include("programs.urls")),
    path("", include("certification.urls")),
    path("", include("outcomes.urls")),
    path("", include("reports.urls")),
]

# Reports a full disk separately from an internal error.
handler500 = "core.views.server_error"
