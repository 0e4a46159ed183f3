from django.urls import path

from programs.selection.views import applications, board, candidates, hearings, offers, people

urlpatterns = [
    path("warga-binaan/<uuid:public_id>/seleksi/", people.person_selection_detail, name="person_selection"),
    path("warga-binaan/<uuid:public_id>/pengajuan/", people.application_form, name="application_form"),
    path("seleksi/", candidates.selection_list, name="selection_list"),
    path("seleksi/kuorum/", board.hearing_quorum_edit, name="hearing_quorum"),
    path("seleksi/<uuid:public_id>/", candidates.selection_detail, name="selection_detail"),
    path("seleksi/<uuid:public_id>/pengajuan/", applications.application_new, name="application_new"),
    path("seleksi/<uuid:public_id>/sidang/", hearings.hearing_new, name="hearing_new"),
    path("seleksi/<uuid:public_id>/bahan-sidang/", hearings.hearing_agenda, name="hearing_agenda"),
    path("seleksi/<uuid:public_id>/tawarkan/", offers.place_offer, name="place_offer"),
    path("sidang/<uuid:public_id>/putusan/", hearings.hearing_decide, name="hearing_decide"),
    path("sidang/<uuid:public_id>/kehadiran/", board.hearing_presence, name="hearing_presence"),
    path("sidang/<uuid:public_id>/kehadiran/semua/", board.hearing_all_came, name="hearing_all_came"),
    path("sidang/<uuid:public_id>/tutup/", hearings.hearing_close, name="hearing_close"),
    path("sidang/<uuid:public_id>/berita-acara/", hearings.hearing_minutes, name="hearing_minutes"),
    path("pengajuan/<uuid:public_id>/", applications.application_detail, name="application_detail"),
    path("pengajuan/<uuid:public_id>/putusan/", hearings.application_decide, name="application_decide"),
    path("pengajuan/<uuid:public_id>/tarik/", applications.application_withdraw, name="application_withdraw"),
    path("pengajuan/<uuid:public_id>/pindaian/", applications.application_scan, name="application_scan"),
    path("pengajuan/<uuid:public_id>/tolak/", offers.offer_decline, name="offer_decline"),
    path("pengajuan/<uuid:public_id>/keberatan/", offers.appeal_new, name="appeal_new"),
    path("pengajuan/<uuid:public_id>/keberatan/putusan/", offers.appeal_decide, name="appeal_decide"),
]
