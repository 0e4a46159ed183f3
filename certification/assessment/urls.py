from django.urls import path

from certification.assessment.views import assessors, contests, grid, minutes, units

urlpatterns = [
    path("penilaian/", grid.assessment_list, name="assessment_list"),
    path("penilaian/<uuid:public_id>/", grid.assessment_grid, name="assessment_grid"),
    path("penilaian/<uuid:public_id>/simpan/", grid.assessment_save, name="assessment_save"),
    path("penilaian/<uuid:public_id>/kunci/", minutes.sign_off, name="sign_off"),
    path("penilaian/<uuid:public_id>/berita-acara.pdf", minutes.minutes, name="minutes"),
    path("penilaian/<uuid:public_id>/praktik/<int:position>/", units.practice, name="practice"),
    path("penilaian/peserta/<uuid:public_id>/kunci/", minutes.person_sign_off, name="person_sign_off"),
    path("penilaian/berita-acara/<uuid:public_id>.pdf", minutes.person_minutes, name="person_minutes"),
    path("penilaian/tambahan/<uuid:public_id>.pdf", minutes.addendum, name="addendum"),
    path("penilaian/peserta/<uuid:public_id>/unit/<int:position>/", units.unit_detail, name="unit_detail"),
    path("penilaian/peserta/<uuid:public_id>/unit/<int:position>/simpan/", units.unit_save, name="unit_save"),
    path("penilaian/peserta/<uuid:public_id>/unit/<int:position>/bukti/", units.evidence_add, name="evidence_add"),
    path("penilaian/bukti/<uuid:public_id>/", units.evidence_file, name="evidence_file"),
    path("penilaian/bukti/<uuid:public_id>/tarik/", units.evidence_withdraw, name="evidence_withdraw"),
    path("penilaian/peserta/<uuid:public_id>/unit/<int:position>/keberatan/", contests.appeal_file, name="appeal_file"),
    path("penilaian/keberatan/<uuid:public_id>/putus/", contests.appeal_decide, name="appeal_decide"),
    path("penilaian/keberatan/<uuid:public_id>/akhiri/", contests.appeal_end_ask, name="appeal_end_ask"),
    path("penilaian/keberatan/<uuid:public_id>/akhiri/putus/", contests.appeal_end_decide, name="appeal_end_decide"),
    path("penilaian/keberatan/<uuid:public_id>/nilai-ulang/", contests.assess_again, name="assess_again"),
    path(
        "penilaian/peserta/<uuid:public_id>/unit/<int:position>/koreksi/",
        contests.correction_ask,
        name="correction_ask",
    ),
    path("penilaian/koreksi/<uuid:public_id>/putus/", contests.correction_decide, name="correction_decide"),
    path("penilaian/asesor/", assessors.assessor_list, name="assessor_list"),
    path("penilaian/asesor/<uuid:public_id>/catat/", assessors.assessor_register, name="assessor_register"),
    path("penilaian/registrasi/<uuid:public_id>/tarik/", assessors.registration_withdraw, name="registration_withdraw"),
]
