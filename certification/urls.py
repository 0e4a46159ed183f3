from django.urls import path

from certification.views import assessment, batches, certificates, check, copies, register, series

_results = [
    path("penilaian/", assessment.assessment_list, name="assessment_list"),
    path("penilaian/<uuid:public_id>/", assessment.assessment_grid, name="assessment_grid"),
    path("penilaian/<uuid:public_id>/simpan/", assessment.assessment_save, name="assessment_save"),
    path("penilaian/<uuid:public_id>/kunci/", assessment.sign_off, name="sign_off"),
    path("penilaian/<uuid:public_id>/berita-acara.pdf", assessment.minutes, name="minutes"),
]
_of_batches = [
    path("sertifikat/angkatan/<uuid:public_id>/", batches.batch_certificates, name="batch_certificates"),
    path("sertifikat/angkatan/<uuid:public_id>/siapkan/", batches.batch_prepare, name="batch_prepare"),
    path("sertifikat/angkatan/<uuid:public_id>/setujui/", batches.batch_approve, name="batch_approve"),
    path("sertifikat/angkatan/<uuid:public_id>/terbitkan/", batches.batch_issue, name="batch_issue"),
    path("sertifikat/angkatan/<uuid:public_id>/cetak/", batches.batch_print, name="batch_print"),
    path("sertifikat/angkatan/<uuid:public_id>/tanda-terima.pdf", batches.receipt, name="receipt"),
    path("sertifikat/peserta/<uuid:public_id>/siapkan/", batches.certificate_prepare, name="certificate_prepare"),
]
_copies = [
    path("sertifikat/cetakan/<uuid:run>/", copies.certificate_download, name="certificate_download"),
    path("sertifikat/cetakan/<uuid:run>/gabungan.pdf", copies.merged_print, name="merged_print"),
    path("sertifikat/cetakan/<uuid:run>/arsip.zip", copies.zipped, name="zip"),
]
_register = [
    path("sertifikat/buku/", register.register, name="register"),
    path("sertifikat/buku/batal/", register.number_void, name="number_void"),
    path("sertifikat/buku/<slug:paper>/<int:year>.pdf", register.register_print, name="register_print"),
]
_series = [
    path("sertifikat/seri/", series.series_list, name="series_list"),
    path("sertifikat/seri/<slug:paper>/<int:year>/buka/", series.series_open, name="series_open"),
    path("sertifikat/seri/<slug:paper>/<int:year>/", series.series_change, name="series_change"),
]
_certificates = [
    path("sertifikat/", certificates.certificate_list, name="certificate_list"),
    path("sertifikat/<uuid:public_id>/", certificates.certificate_detail, name="certificate_detail"),
    path("sertifikat/<uuid:public_id>/pratinjau.pdf", certificates.certificate_preview, name="certificate_preview"),
    path("sertifikat/<uuid:public_id>/setujui/", certificates.certificate_approve, name="certificate_approve"),
    path("sertifikat/<uuid:public_id>/terbitkan/", certificates.certificate_issue, name="certificate_issue"),
    path("sertifikat/<uuid:public_id>/tarik/", certificates.certificate_withdraw, name="certificate_withdraw"),
    path("sertifikat/<uuid:public_id>/berkas/", certificates.certificate_render, name="certificate_render"),
    path("sertifikat/<uuid:public_id>/cetak/", copies.certificate_print, name="certificate_print"),
    path("sertifikat/<uuid:public_id>/serahkan/", certificates.hand_over, name="hand_over"),
    path("sertifikat/<uuid:public_id>/ganti/", certificates.certificate_replace, name="certificate_replace"),
    path("sertifikat/<uuid:public_id>/cabut/", certificates.revocation_request, name="revocation_request"),
    path("sertifikat/<uuid:public_id>/cabut/setujui/", certificates.revocation_approve, name="revocation_approve"),
    path("sertifikat/<uuid:public_id>/cabut/tolak/", certificates.revocation_reject, name="revocation_reject"),
]
_public = [
    path("periksa/", check.check_start, name="check_start"),
    # The QR holds upper case, which codes smaller; people type lower case.
    path("C/<str:code>", check.check, name="check_scanned"),
    path("c/<str:code>/", check.check, name="check"),
]

app_name = "certification"
urlpatterns = [*_results, *_of_batches, *_copies, *_register, *_series, *_certificates, *_public]
