from django.urls import include, path

urlpatterns = [
    path("", include("core.urls")),
    path("", include("accounts.urls")),
    path("", include("inmates.urls")),
    path("", include("programs.urls")),
    path("", include("certification.urls")),
    path("", include("reports.urls")),
]

# Tells a full disk apart from a fault of ours.
handler500 = "core.views.server_error"
