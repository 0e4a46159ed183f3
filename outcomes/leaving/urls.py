from django.urls import path

from outcomes.leaving.views import passports, readiness, work

urlpatterns = [
    path("siap-bebas/", readiness.readiness_list, name="readiness_list"),
    path("siap-bebas/<uuid:public_id>/", readiness.readiness_detail, name="readiness_detail"),
    path("siap-bebas/<uuid:public_id>/simpan/", readiness.readiness_save, name="readiness_save"),
    path("siap-bebas/<uuid:public_id>/cetak/", readiness.readiness_print, name="readiness_print"),
    path("paspor-keterampilan/", passports.passport_list, name="passport_list"),
    path("paspor-keterampilan/<uuid:public_id>/", passports.passport_print, name="passport_print"),
    path("paspor-keterampilan/<uuid:public_id>/segel/", passports.passport_seal, name="passport_seal"),
    path("paspor-keterampilan/<uuid:public_id>/jwt/", passports.passport_signed, name="passport_signed"),
    path("warga-binaan/<uuid:public_id>/riwayat-hidup/", passports.cv_edit, name="cv_edit"),
    path("warga-binaan/<uuid:public_id>/riwayat-hidup/cetak/", passports.cv_print, name="cv_print"),
    path("bimbingan-kerja/", work.work_list, name="work_list"),
    path("warga-binaan/<uuid:public_id>/bimbingan-kerja/", work.work_new, name="work_new"),
    path("bimbingan-kerja/<uuid:public_id>/akhiri/", work.work_end, name="work_end"),
]
