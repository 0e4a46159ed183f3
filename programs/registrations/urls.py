from django.urls import path

from programs.registrations.views import decisions, guardians, lists, registrations

urlpatterns = [
    path("angkatan/<uuid:public_id>/pendaftaran/", registrations.registration_list, name="registration_list"),
    path("angkatan/<uuid:public_id>/pendaftaran/baru/", registrations.registration_new, name="registration_new"),
    path("angkatan/<uuid:public_id>/pendaftaran/unggah/", lists.PAGES.new, name="registration_import_new"),
    path("pendaftaran/unggah/<uuid:public_id>/", lists.PAGES.detail, name="registration_import"),
    path("pendaftaran/unggah/<uuid:public_id>/kolom/", lists.PAGES.columns, name="registration_import_columns"),
    path("pendaftaran/unggah/<uuid:public_id>/lembar/", lists.PAGES.sheet, name="registration_import_sheet"),
    path("pendaftaran/unggah/<uuid:public_id>/buang/", lists.PAGES.discard, name="registration_import_discard"),
    path("pendaftaran/unggah/<uuid:public_id>/ditolak/", lists.PAGES.rejected, name="registration_import_rejected"),
    path("pendaftaran/unggah/<uuid:public_id>/urungkan/", lists.PAGES.undo, name="registration_import_undo"),
    path("pendaftaran/<uuid:public_id>/", registrations.registration_detail, name="registration_detail"),
    path("pendaftaran/<uuid:public_id>/betulkan/", registrations.registration_amend, name="registration_amend"),
    path("pendaftaran/<uuid:public_id>/terima/", decisions.registration_accept, name="registration_accept"),
    path("pendaftaran/<uuid:public_id>/tolak/", decisions.registration_decline, name="registration_decline"),
    path("pendaftaran/<uuid:public_id>/buka-lagi/", decisions.registration_reopen, name="registration_reopen"),
    path("wali-anak/<uuid:public_id>/", guardians.guardian_consent, name="guardian_consent"),
    path("wali-anak/<uuid:public_id>/akhiri/", guardians.guardian_consent_end, name="guardian_consent_end"),
    path("pendaftaran/<uuid:public_id>/mundur/", decisions.registration_withdraw, name="registration_withdraw"),
]
