from django.urls import path

from certification.certificates.views import batches, certificates, holdings

urlpatterns = [
    path("sertifikat/angkatan/<uuid:public_id>/", batches.batch_certificates, name="batch_certificates"),
    path("sertifikat/angkatan/<uuid:public_id>/siapkan/", batches.batch_prepare, name="batch_prepare"),
    path("sertifikat/angkatan/<uuid:public_id>/setujui/", batches.batch_approve, name="batch_approve"),
    path("sertifikat/angkatan/<uuid:public_id>/terbitkan/", batches.batch_issue, name="batch_issue"),
    path("sertifikat/angkatan/<uuid:public_id>/cetak/", batches.batch_print, name="batch_print"),
    path("sertifikat/angkatan/<uuid:public_id>/tanda-terima.pdf", batches.receipt, name="receipt"),
    path("sertifikat/peserta/<uuid:public_id>/siapkan/", batches.certificate_prepare, name="certificate_prepare"),
    path("sertifikat/", certificates.certificate_list, name="certificate_list"),
    path("sertifikat/<uuid:public_id>/", certificates.certificate_detail, name="certificate_detail"),
    path("sertifikat/<uuid:public_id>/pratinjau.pdf", certificates.certificate_preview, name="certificate_preview"),
    path("sertifikat/<uuid:public_id>/setujui/", certificates.certificate_approve, name="certificate_approve"),
    path("sertifikat/<uuid:public_id>/terbitkan/", certificates.certificate_issue, name="certificate_issue"),
    path("sertifikat/<uuid:public_id>/tarik/", certificates.certificate_withdraw, name="certificate_withdraw"),
    path("sertifikat/<uuid:public_id>/berkas/", certificates.certificate_render, name="certificate_render"),
    path("sertifikat/<uuid:public_id>/serahkan/", certificates.hand_over, name="hand_over"),
    path("sertifikat/<uuid:public_id>/ganti/", certificates.certificate_replace, name="certificate_replace"),
    path("sertifikat/<uuid:public_id>/cabut/", certificates.revocation_request, name="revocation_request"),
    path("sertifikat/<uuid:public_id>/cabut/setujui/", certificates.revocation_approve, name="revocation_approve"),
    path("sertifikat/<uuid:public_id>/cabut/tolak/", certificates.revocation_reject, name="revocation_reject"),
    path("sertifikat/belum-diserahkan/", holdings.outstanding_list, name="outstanding"),
    path("sertifikat/masa-berlaku/", holdings.expiry_list, name="expiry"),
    path("sertifikat/masa-berlaku/daftar.xlsx", holdings.expiry_export, name="expiry_export"),
    path("sertifikat/binaan/", holdings.holding_list, name="holding_list"),
    path("sertifikat/binaan/cetak.pdf", holdings.holding_print, name="holding_print"),
    path("sertifikat/angkatan/<uuid:public_id>/tanda-terima/", holdings.receipt_add, name="receipt_add"),
    path("sertifikat/tanda-terima/<uuid:public_id>/", holdings.receipt_scan, name="receipt_scan"),
]
