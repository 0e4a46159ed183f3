from django.urls import path

from certification.sealing import views

urlpatterns = [
    path("sertifikat/segel/", views.seal_overview, name="seal_overview"),
    path("sertifikat/periksa-berkas/", views.file_check, name="file_check"),
]
