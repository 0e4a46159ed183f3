from django.urls import path

from certification.earlier_certificates.views import lists, public, register

urlpatterns = [
    path("periksa/nomor/", public.check_number, name="check_number"),
    path("sertifikat/terdahulu/", register.earlier_list, name="earlier_list"),
    path("sertifikat/terdahulu/buku/<int:year>/<int:part>.pdf", register.earlier_book, name="earlier_book"),
    path("sertifikat/terdahulu/unggah/", lists.PAGES.new, name="earlier_import_new"),
    path("sertifikat/terdahulu/unggah/<uuid:public_id>/", lists.PAGES.detail, name="earlier_import"),
    path("sertifikat/terdahulu/unggah/<uuid:public_id>/kolom/", lists.PAGES.columns, name="earlier_import_columns"),
    path("sertifikat/terdahulu/unggah/<uuid:public_id>/lembar/", lists.PAGES.sheet, name="earlier_import_sheet"),
    path("sertifikat/terdahulu/unggah/<uuid:public_id>/buang/", lists.PAGES.discard, name="earlier_import_discard"),
    path("sertifikat/terdahulu/unggah/<uuid:public_id>/ditolak/", lists.PAGES.rejected, name="earlier_import_rejected"),
    path("sertifikat/terdahulu/unggah/<uuid:public_id>/urungkan/", lists.PAGES.undo, name="earlier_import_undo"),
    path("sertifikat/terdahulu/unggah/<uuid:public_id>/periksa/", register.earlier_confirm, name="earlier_confirm"),
    path("sertifikat/terdahulu/<uuid:public_id>/", register.earlier_detail, name="earlier_detail"),
    path("sertifikat/terdahulu/<uuid:public_id>/akhir/", register.earlier_end, name="earlier_end"),
    path(
        "sertifikat/terdahulu/<uuid:public_id>/akhir/setujui/", register.earlier_end_approve, name="earlier_end_approve"
    ),
    path("sertifikat/terdahulu/<uuid:public_id>/akhir/tolak/", register.earlier_end_reject, name="earlier_end_reject"),
]
