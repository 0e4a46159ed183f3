from django.urls import include, path

app_name = "inmates"
# In the order of the training process.
urlpatterns = [
    path("", include("inmates.inbox.urls")),
    path("warga-binaan/", include("inmates.imports.urls")),
    path("warga-binaan/", include("inmates.custody.urls")),
    path("warga-binaan/", include("inmates.profile.urls")),
]
