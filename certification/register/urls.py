from django.urls import path

from certification.register.views import register, series

urlpatterns = [
    path("sertifikat/buku/", register.register, name="register"),
    path("sertifikat/buku/batal/", register.number_void, name="number_void"),
    path("sertifikat/buku/<slug:paper>/<int:year>.pdf", register.register_print, name="register_print"),
    path("sertifikat/seri/", series.series_list, name="series_list"),
    path("sertifikat/seri/<slug:paper>/<int:year>/buka/", series.series_open, name="series_open"),
    path("sertifikat/seri/<slug:paper>/<int:year>/", series.series_change, name="series_change"),
]
