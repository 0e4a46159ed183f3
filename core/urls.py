from django.urls import path

from core import views

app_name = "core"
urlpatterns = [
    path("pekerjaan/<uuid:public_id>/", views.job_detail, name="job_detail"),
    path("pekerjaan/<uuid:public_id>/ulangi/", views.job_retry, name="job_retry"),
    path("tampilan/", views.theme_change, name="theme_change"),
    path("sehat/", views.site_health, name="health"),
]
