from django.urls import path

from programs.attendance.views import absences, hours, marks, paper_rolls, participants, presence, rolls, session_list

urlpatterns = [
    path("sesi/", session_list.session_list, name="session_list"),
    path("sesi/presensi-belum-lengkap/", session_list.missing_roll_list, name="missing_roll_list"),
    path("sesi/<uuid:public_id>/presensi/", rolls.session_roll, name="session_roll"),
    path("sesi/<uuid:public_id>/presensi/simpan/", rolls.roll_save, name="roll_save"),
    path("sesi/<uuid:public_id>/presensi/<uuid:person>/", rolls.mark_save, name="mark_save"),
    path("sesi/<uuid:public_id>/presensi/<uuid:person>/riwayat/", marks.mark_history, name="mark_history"),
    path("sesi/<uuid:public_id>/presensi/<uuid:person>/koreksi/", marks.mark_correct, name="mark_correct"),
    path("sesi/<uuid:public_id>/presensi/hitungan/", rolls.session_counts, name="session_counts"),
    path("sesi/<uuid:public_id>/presensi/tutup/", rolls.session_finalize, name="session_finalize"),
    path("sesi/<uuid:public_id>/dari-kertas/", paper_rolls.roll_paper, name="roll_paper"),
    path("sesi/<uuid:public_id>/pindaian/<uuid:scan>/", paper_rolls.roll_scan, name="roll_scan"),
    path("sesi/<uuid:public_id>/cetak/", marks.roll_print, name="roll_print"),
    path("sesi/<uuid:public_id>/cetak-pekan/", marks.roll_print_week, name="roll_print_week"),
    path("ketidakhadiran/", absences.known_absence_list, name="known_absence_list"),
    path("ketidakhadiran/tambah/", absences.known_absence_add, name="known_absence_add"),
    path("ketidakhadiran/<uuid:public_id>/tarik/", absences.known_absence_withdraw, name="known_absence_withdraw"),
    path("angkatan/<uuid:public_id>/presensi/", presence.batch_presence, name="batch_presence"),
    path("angkatan/<uuid:public_id>/presensi/xlsx/", presence.batch_presence_xlsx, name="batch_presence_xlsx"),
    path("angkatan/<uuid:public_id>/presensi/csv/", presence.batch_presence_csv, name="batch_presence_csv"),
    path("angkatan/<uuid:public_id>/jam/", hours.batch_hours, name="batch_hours"),
    path("angkatan/<uuid:public_id>/jam/xlsx/", hours.batch_hours_xlsx, name="batch_hours_xlsx"),
    path("angkatan/<uuid:public_id>/jam/csv/", hours.batch_hours_csv, name="batch_hours_csv"),
    path("peserta/", participants.participant_list, name="participant_list"),
    path("peserta/<uuid:public_id>/", participants.participant_detail, name="participant_detail"),
]
