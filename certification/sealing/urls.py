from django.urls import path

from certification.sealing import views

urlpatterns = [
    path("sertifikat/segel/", views.seal_overview, name="seal_overview"),
    path("sertifikat/periksa-berkas/", views.file_check, name="file_check"),
    path("sertifikat/<uuid:public_id>/resmi/", views.official_upload, name="official_upload"),
    path("sertifikat/<uuid:public_id>/resmi/cetak/", views.official_print, name="official_print"),
    path("sertifikat/cetakan/<uuid:run>/resmi.pdf", views.official_download, name="official_download"),
]
