from django.urls import path

from certification.views import (
    assessment,
    assessors,
    batches,
    blanks,
    certificates,
    check,
    contest,
    copies,
    credentials,
    holdings,
    minutes,
    outside,
    outside_imports,
    outside_results,
    published,
    register,
    sealing,
    series,
    templates,
    units,
)

_results = [
    path("penilaian/", assessment.assessment_list, name="assessment_list"),
    path("penilaian/<uuid:public_id>/", assessment.assessment_grid, name="assessment_grid"),
    path("penilaian/<uuid:public_id>/simpan/", assessment.assessment_save, name="assessment_save"),
    path("penilaian/<uuid:public_id>/kunci/", minutes.sign_off, name="sign_off"),
    path("penilaian/<uuid:public_id>/berita-acara.pdf", minutes.minutes, name="minutes"),
    path("penilaian/<uuid:public_id>/praktik/<int:position>/", units.practice, name="practice"),
    path("penilaian/peserta/<uuid:public_id>/kunci/", minutes.person_sign_off, name="person_sign_off"),
    path("penilaian/berita-acara/<uuid:public_id>.pdf", minutes.person_minutes, name="person_minutes"),
    path("penilaian/tambahan/<uuid:public_id>.pdf", minutes.addendum, name="addendum"),
]
_of_units = [
    path("penilaian/peserta/<uuid:public_id>/unit/<int:position>/", units.unit_detail, name="unit_detail"),
    path("penilaian/peserta/<uuid:public_id>/unit/<int:position>/simpan/", units.unit_save, name="unit_save"),
    path("penilaian/peserta/<uuid:public_id>/unit/<int:position>/bukti/", units.evidence_add, name="evidence_add"),
    path("penilaian/bukti/<uuid:public_id>/", units.evidence_file, name="evidence_file"),
    path("penilaian/bukti/<uuid:public_id>/tarik/", units.evidence_withdraw, name="evidence_withdraw"),
    path("penilaian/peserta/<uuid:public_id>/unit/<int:position>/keberatan/", contest.appeal_file, name="appeal_file"),
    path("penilaian/keberatan/<uuid:public_id>/putus/", contest.appeal_decide, name="appeal_decide"),
    path("penilaian/keberatan/<uuid:public_id>/nilai-ulang/", contest.assess_again, name="assess_again"),
    path(
        "penilaian/peserta/<uuid:public_id>/unit/<int:position>/koreksi/", contest.correction_ask, name="correction_ask"
    ),
    path("penilaian/koreksi/<uuid:public_id>/putus/", contest.correction_decide, name="correction_decide"),
]
_assessors = [
    path("penilaian/asesor/", assessors.assessor_list, name="assessor_list"),
    path("penilaian/asesor/<uuid:public_id>/catat/", assessors.assessor_register, name="assessor_register"),
    path("penilaian/registrasi/<uuid:public_id>/tarik/", assessors.registration_withdraw, name="registration_withdraw"),
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
_seals = [
    path("sertifikat/segel/", sealing.seal_overview, name="seal_overview"),
    path("sertifikat/periksa-berkas/", sealing.file_check, name="file_check"),
    path("sertifikat/<uuid:public_id>/resmi/", sealing.official_upload, name="official_upload"),
    path("sertifikat/<uuid:public_id>/resmi/cetak/", sealing.official_print, name="official_print"),
    path("sertifikat/cetakan/<uuid:run>/resmi.pdf", sealing.official_download, name="official_download"),
]
_templates = [
    path("templat-sertifikat/", templates.template_list, name="template_list"),
    path("templat-sertifikat/rancangan/", templates.template_edit, name="template_edit"),
    path("templat-sertifikat/<uuid:public_id>/", templates.template_detail, name="template_detail"),
    path("templat-sertifikat/<uuid:public_id>/<slug:sample>.pdf", templates.template_sample, name="template_sample"),
    path("templat-sertifikat/<uuid:public_id>/<slug:sample>.png", templates.template_picture, name="template_picture"),
    path("templat-sertifikat/<uuid:public_id>/pakai/", templates.template_adopt, name="template_adopt"),
    path("templat-sertifikat/<uuid:public_id>/buang/", templates.template_discard, name="template_discard"),
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
    path(
        "sertifikat/<uuid:public_id>/kredensial/",
        credentials.certificate_credential,
        name="certificate_credential",
    ),
    path("sertifikat/<uuid:public_id>/serahkan/", certificates.hand_over, name="hand_over"),
    path("sertifikat/<uuid:public_id>/ganti/", certificates.certificate_replace, name="certificate_replace"),
    path("sertifikat/<uuid:public_id>/cabut/", certificates.revocation_request, name="revocation_request"),
    path("sertifikat/<uuid:public_id>/cabut/setujui/", certificates.revocation_approve, name="revocation_approve"),
    path("sertifikat/<uuid:public_id>/cabut/tolak/", certificates.revocation_reject, name="revocation_reject"),
]
_after_issue = [
    path("sertifikat/belum-diserahkan/", holdings.outstanding_list, name="outstanding"),
    path("sertifikat/masa-berlaku/", holdings.expiry_list, name="expiry"),
    path("sertifikat/masa-berlaku/daftar.xlsx", holdings.expiry_export, name="expiry_export"),
    path("sertifikat/binaan/", holdings.holding_list, name="holding_list"),
    path("sertifikat/binaan/cetak.pdf", holdings.holding_print, name="holding_print"),
    path("sertifikat/angkatan/<uuid:public_id>/tanda-terima/", holdings.receipt_add, name="receipt_add"),
    path("sertifikat/tanda-terima/<uuid:public_id>/", holdings.receipt_scan, name="receipt_scan"),
]
_outside_tests = [
    path("uji-kompetensi/", outside.outside_test_list, name="outside_test_list"),
    path("uji-kompetensi/baru/", outside.outside_test_new, name="outside_test_new"),
    path("uji-kompetensi/menunggu/", outside_results.outside_waiting, name="outside_waiting"),
    path("uji-kompetensi/<uuid:public_id>/", outside.outside_test, name="outside_test"),
    path("uji-kompetensi/<uuid:public_id>/ubah/", outside.outside_test_edit, name="outside_test_edit"),
    path("uji-kompetensi/<uuid:public_id>/batal/", outside.outside_test_cancel, name="outside_test_cancel"),
    path("uji-kompetensi/<uuid:public_id>/asesi/", outside.outside_candidates_add, name="outside_candidates_add"),
    path("uji-kompetensi/<uuid:public_id>/daftar.xlsx", outside.outside_candidate_list, name="outside_candidate_list"),
    path("uji-kompetensi/<uuid:public_id>/hasil/", outside_imports.outside_import_new, name="outside_import_new"),
]
_outside_imports = [
    path("uji-kompetensi/hasil/<uuid:public_id>/", outside_imports.outside_import, name="outside_import"),
    path(
        "uji-kompetensi/hasil/<uuid:public_id>/kolom/",
        outside_imports.outside_import_columns,
        name="outside_import_columns",
    ),
    path(
        "uji-kompetensi/hasil/<uuid:public_id>/buang/",
        outside_imports.outside_import_discard,
        name="outside_import_discard",
    ),
]
_outside_results = [
    path("uji-kompetensi/asesi/<uuid:public_id>/", outside_results.outside_candidate, name="outside_candidate"),
    path("uji-kompetensi/asesi/<uuid:public_id>/hasil/", outside_results.outside_result, name="outside_result"),
    path(
        "uji-kompetensi/asesi/<uuid:public_id>/keluarkan/",
        outside.outside_candidate_remove,
        name="outside_candidate_remove",
    ),
    path("uji-kompetensi/asesi/<uuid:public_id>/pindaian/", outside_results.outside_scan, name="outside_scan"),
    path(
        "uji-kompetensi/asesi/<uuid:public_id>/pindaian/unggah/",
        outside_results.outside_scan_add,
        name="outside_scan_add",
    ),
    path(
        "uji-kompetensi/asesi/<uuid:public_id>/serahkan/", outside_results.outside_hand_over, name="outside_hand_over"
    ),
]
_blanks = [
    path("uji-kompetensi/blangko/", blanks.blank_list, name="blank_list"),
    path("uji-kompetensi/blangko/daftar.xlsx", blanks.blank_export, name="blank_export"),
    path("uji-kompetensi/blangko/terima/", blanks.blank_receive, name="blank_receive"),
    path("uji-kompetensi/blangko/<uuid:public_id>/", blanks.blank_settle, name="blank_settle"),
]
_public = [
    path("periksa/", check.check_start, name="check_start"),
    # The QR holds upper case, which codes smaller; people type lower case.
    path("C/<str:code>", check.check, name="check_scanned"),
    path("c/<str:code>/", check.check, name="check"),
    path("periksa/luring.html", published.verifier, name="verifier"),
    path("kunci.json", published.public_keys, name="public_keys"),
    path("status/<slug:slug>", published.status_list, name="status_list"),
]

app_name = "certification"
urlpatterns = [
    *_results,
    *_of_units,
    *_assessors,
    *_of_batches,
    *_copies,
    *_register,
    *_series,
    *_seals,
    *_templates,
    *_certificates,
    *_after_issue,
    *_outside_tests,
    *_outside_imports,
    *_outside_results,
    *_blanks,
    *_public,
]
