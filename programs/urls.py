from datetime import date

from django.urls import path, register_converter

from programs.views import (
    absences,
    agreements,
    arrivals,
    batches,
    calendars,
    changes,
    counts,
    enrollments,
    hearings,
    holidays,
    hours,
    inbox,
    journals,
    marks,
    merges,
    missing_tools,
    movements,
    needs,
    offers,
    offline,
    offline_marks,
    paper_rolls,
    participants,
    patterns,
    presence,
    programs,
    rolls,
    rules,
    schedule,
    selection,
    session_changes,
    sessions,
    tool_sheets,
    tools,
    weeks,
)


class DayConverter:
    """An ISO day in an address; what is no day matches no page."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value):
        return date.fromisoformat(value)

    def to_url(self, value):
        return value.isoformat()


register_converter(DayConverter, "day")

_agreements = [
    path("pks/", agreements.agreement_list, name="agreement_list"),
    path("pks/baru/", agreements.agreement_new, name="agreement_new"),
    path("pks/<uuid:public_id>/", agreements.agreement_detail, name="agreement_detail"),
    path("pks/<uuid:public_id>/ubah/", agreements.agreement_edit, name="agreement_edit"),
    path("pks/<uuid:public_id>/pindaian/", agreements.agreement_scan, name="agreement_scan"),
    path("pks/<uuid:public_id>/pindaian/unggah/", agreements.agreement_scan_add, name="agreement_scan_add"),
]
_programs = [
    path("program/", programs.program_list, name="program_list"),
    path("program/baru/", programs.program_new, name="program_new"),
    path("program/<uuid:public_id>/", programs.program_detail, name="program_detail"),
    path("program/<uuid:public_id>/nama/", programs.program_rename, name="program_rename"),
    path("program/versi/<uuid:public_id>/ubah/", programs.program_version_edit, name="program_version_edit"),
    path("program/versi/<uuid:public_id>/unit/", programs.program_version_units, name="program_version_units"),
    path("program/versi/<uuid:public_id>/buka/", programs.program_version_open, name="program_version_open"),
    path("unit/", programs.unit_list, name="unit_list"),
]
_rules = [
    path("program/versi/<uuid:public_id>/syarat/", rules.entry_rules_detail, name="entry_rules"),
    path("program/versi/<uuid:public_id>/syarat/ubah/", rules.entry_rules_edit, name="entry_rules_edit"),
    path("program/versi/<uuid:public_id>/bobot/", rules.ranking_scale_edit, name="ranking_scale_edit"),
    path("program/syarat/<uuid:public_id>/", rules.entry_rule_set, name="entry_rule_set"),
    path("program/syarat/<uuid:public_id>/orang/", rules.entry_rule_people, name="entry_rule_people"),
    path("program/syarat/<uuid:public_id>/berlakukan/", rules.entry_rule_force, name="entry_rule_force"),
    path("program/syarat/<uuid:public_id>/buang/", rules.entry_rule_discard, name="entry_rule_discard"),
]
_needs = [
    path("warga-binaan/<uuid:public_id>/seleksi/", needs.person_selection_detail, name="person_selection"),
    path("warga-binaan/<uuid:public_id>/pengajuan/", needs.application_form, name="application_form"),
    path("warga-binaan/<uuid:public_id>/wawancara/", needs.interview_new, name="interview_new"),
    path("warga-binaan/<uuid:public_id>/wawancara/cetak/", needs.interview_print, name="interview_print"),
    path("warga-binaan/<uuid:public_id>/rencana/", needs.goal_new, name="goal_new"),
    path("rencana/<uuid:public_id>/tutup/", needs.goal_close, name="goal_close"),
    path("wawancara/", needs.interview_list, name="interview_list"),
]
_batches = [
    path("angkatan/", batches.batch_list, name="batch_list"),
    path("angkatan/baru/", batches.batch_new, name="batch_new"),
    path("angkatan/<uuid:public_id>/", batches.batch_detail, name="batch_detail"),
    path("angkatan/<uuid:public_id>/ubah/", batches.batch_edit, name="batch_edit"),
    path("angkatan/<uuid:public_id>/pengajar/", batches.batch_staff, name="batch_staff"),
    path("angkatan/<uuid:public_id>/pindah/", batches.batch_move, name="batch_move"),
    path("angkatan/<uuid:public_id>/batal/", batches.batch_cancel, name="batch_cancel"),
    path("angkatan/<uuid:public_id>/pengecualian/", batches.batch_override, name="batch_override"),
    path("angkatan/<uuid:public_id>/pola/", patterns.batch_pattern, name="batch_pattern"),
    path("angkatan/<uuid:public_id>/pola/khusus/", patterns.batch_week_new, name="batch_week_new"),
    path("angkatan/<uuid:public_id>/pola/<day:day>/", patterns.batch_week_edit, name="batch_week_edit"),
    path("angkatan/<uuid:public_id>/pola/<day:day>/hapus/", patterns.batch_week_remove, name="batch_week_remove"),
    path("angkatan/<uuid:public_id>/jadwal/", schedule.batch_generate, name="batch_generate"),
    path("angkatan/<uuid:public_id>/jadwal/cetak/", weeks.batch_schedule_print, name="batch_schedule_print"),
    path("jadwal/", weeks.week_schedule, name="week_schedule"),
    path("sesi/<uuid:public_id>/", session_changes.session_detail, name="session_detail"),
    path("sesi/<uuid:public_id>/pindah/", session_changes.session_move, name="session_move"),
    path("sesi/<uuid:public_id>/instruktur/", session_changes.session_substitute, name="session_substitute"),
    path("sesi/<uuid:public_id>/batal/", session_changes.session_cancel, name="session_cancel"),
    path("sesi/<uuid:public_id>/pulihkan/", session_changes.session_restore, name="session_restore"),
    path("sesi/<uuid:public_id>/pengganti/", session_changes.session_make_up, name="session_make_up"),
]
_calendars = [
    path("akun/kalender/", calendars.calendar_link, name="calendar_link"),
    path("akun/kalender/buat/", calendars.calendar_link_make, name="calendar_link_make"),
    path("akun/kalender/cabut/", calendars.calendar_link_revoke, name="calendar_link_revoke"),
    path("kalender/<slug:secret>.ics", calendars.calendar_feed_view, name="calendar_feed"),
]
_holidays = [
    path("libur/", holidays.holiday_list, name="holiday_list"),
    path("libur/tambah/", holidays.holiday_add, name="holiday_add"),
    path("libur/<day:day>/hapus/", holidays.holiday_remove, name="holiday_remove"),
    path("libur/<day:day>/sesi/", holidays.holiday_follow, name="holiday_follow"),
]

_selection = [
    path("seleksi/", selection.selection_list, name="selection_list"),
    path("seleksi/<uuid:public_id>/", selection.selection_detail, name="selection_detail"),
    path("seleksi/<uuid:public_id>/pengajuan/", selection.application_new, name="application_new"),
    path("seleksi/<uuid:public_id>/sidang/", hearings.hearing_new, name="hearing_new"),
    path("seleksi/<uuid:public_id>/tempat/", hearings.enroll, name="enroll"),
    path("seleksi/<uuid:public_id>/bahan-sidang/", hearings.hearing_agenda, name="hearing_agenda"),
    path("seleksi/<uuid:public_id>/tawarkan/", offers.place_offer, name="place_offer"),
    path("sidang/<uuid:public_id>/tutup/", hearings.hearing_close, name="hearing_close"),
    path("sidang/<uuid:public_id>/berita-acara/", hearings.hearing_minutes, name="hearing_minutes"),
    path("pengajuan/<uuid:public_id>/", selection.application_detail, name="application_detail"),
    path("pengajuan/<uuid:public_id>/putusan/", hearings.application_decide, name="application_decide"),
    path("pengajuan/<uuid:public_id>/tarik/", selection.application_withdraw, name="application_withdraw"),
    path("pengajuan/<uuid:public_id>/pindaian/", selection.application_scan, name="application_scan"),
    path("pengajuan/<uuid:public_id>/terima/", offers.offer_accept, name="offer_accept"),
    path("pengajuan/<uuid:public_id>/tolak/", offers.offer_decline, name="offer_decline"),
    path("pengajuan/<uuid:public_id>/keberatan/", offers.appeal_new, name="appeal_new"),
    path("pengajuan/<uuid:public_id>/keberatan/putusan/", offers.appeal_decide, name="appeal_decide"),
    path("tempat/<uuid:public_id>/akhiri/", enrollments.enrollment_end, name="enrollment_end"),
    path("tempat/<uuid:public_id>/tangguhkan/", enrollments.enrollment_suspend, name="enrollment_suspend"),
    path("tempat/<uuid:public_id>/lanjutkan/", enrollments.enrollment_resume, name="enrollment_resume"),
    path("tempat/<uuid:public_id>/kembalikan/", enrollments.enrollment_reinstate, name="enrollment_reinstate"),
]
_attendance = [
    path("sesi/", sessions.session_list, name="session_list"),
    path("sesi/presensi-belum-lengkap/", sessions.missing_roll_list, name="missing_roll_list"),
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
]

_absences = [
    path("ketidakhadiran/", absences.known_absence_list, name="known_absence_list"),
    path("ketidakhadiran/tambah/", absences.known_absence_add, name="known_absence_add"),
    path("ketidakhadiran/<uuid:public_id>/tarik/", absences.known_absence_withdraw, name="known_absence_withdraw"),
]
_counts = [
    path("hitungan/", counts.count_list, name="count_list"),
    path("sesi/<uuid:public_id>/hitung/", counts.count_session, name="count_session"),
    path("sesi/<uuid:public_id>/hitung/cari/", counts.count_search, name="count_search"),
    path("sesi/<uuid:public_id>/hitung/jelaskan/", counts.count_explain, name="count_explain"),
    path("sesi/<uuid:public_id>/hitung/<slug:point>/", counts.count_save, name="count_save"),
]
_inbox = [
    path("tugas/", inbox.task_list, name="task_list"),
    path("tugas/jawab/", inbox.task_answer, name="task_answer"),
    path("tugas/<uuid:public_id>/tanggapi/", inbox.task_acknowledge, name="task_acknowledge"),
]
_movements = [
    path("pergerakan/", movements.movement_list, name="movement_list"),
    path("pergerakan/cetak/", movements.movement_print, name="movement_print"),
    path("pergerakan/buka-kamar/", movements.unlock_list, name="unlock_list"),
    path("pergerakan/buka-kamar/cetak/", movements.unlock_print, name="unlock_print"),
    path("pergerakan/tujuan/", movements.destination_list, name="destination_list"),
    path("pergerakan/tujuan/cetak/", movements.destination_print, name="destination_print"),
]
_changes = [
    path("keadaan/", changes.change_list, name="change_list"),
    path("keadaan/<uuid:public_id>/kembali/", changes.change_return, name="change_return"),
    path("keadaan/<uuid:public_id>/cabut/", changes.change_withdraw, name="change_withdraw"),
    path("kedatangan/", arrivals.arrival_list, name="arrival_list"),
    path("kedatangan/<uuid:public_id>/", arrivals.arrival_receive, name="arrival_receive"),
    path("warga-binaan/mirip/", merges.merge_list, name="merge_list"),
    path("warga-binaan/<uuid:public_id>/gabung/", merges.merge_choose, name="merge_choose"),
    path("warga-binaan/<uuid:public_id>/gabung/<uuid:other>/", merges.merge_record, name="merge_record"),
    path("warga-binaan/<uuid:public_id>/keadaan/", changes.change_choose, name="change_choose"),
    path("warga-binaan/<uuid:public_id>/keadaan/<slug:code>/", changes.change_record, name="change_record"),
]
_journals = [
    path("jurnal/", journals.journal_list, name="journal_list"),
    path("sesi/<uuid:public_id>/jurnal/", journals.session_journal, name="session_journal"),
    path("sesi/<uuid:public_id>/jurnal/simpan/", journals.journal_save, name="journal_save"),
    path("angkatan/<uuid:public_id>/jurnal/", journals.batch_journal, name="batch_journal"),
    path("angkatan/<uuid:public_id>/jurnal/cetak/", journals.batch_journal_print, name="batch_journal_print"),
]
_hours = [
    path("angkatan/<uuid:public_id>/presensi/", presence.batch_presence, name="batch_presence"),
    path("angkatan/<uuid:public_id>/presensi/xlsx/", presence.batch_presence_xlsx, name="batch_presence_xlsx"),
    path("angkatan/<uuid:public_id>/presensi/csv/", presence.batch_presence_csv, name="batch_presence_csv"),
    path("angkatan/<uuid:public_id>/jam/", hours.batch_hours, name="batch_hours"),
    path("angkatan/<uuid:public_id>/jam/xlsx/", hours.batch_hours_xlsx, name="batch_hours_xlsx"),
    path("angkatan/<uuid:public_id>/jam/csv/", hours.batch_hours_csv, name="batch_hours_csv"),
]
_offline = [
    path("luring/", offline.offline_page, name="offline_page"),
    path("luring/pekerja.js", offline.offline_worker, name="offline_worker"),
    path("luring/aplikasi.webmanifest", offline.offline_manifest, name="offline_manifest"),
    path("luring/keadaan/", offline.offline_state, name="offline_state"),
    path("luring/siapkan/", offline.offline_pack, name="offline_pack"),
    path("luring/kirim/", offline.offline_replay, name="offline_replay"),
    path("sesi/luring/", offline_marks.offline_list, name="offline_list"),
    path("sesi/luring/berkas/", offline_marks.offline_upload, name="offline_upload"),
    path("sesi/luring/<uuid:operation>/", offline_marks.offline_resolve, name="offline_resolve"),
]
_participants = [
    path("peserta/", participants.participant_list, name="participant_list"),
    path("peserta/<uuid:public_id>/", participants.participant_detail, name="participant_detail"),
    path("peserta/<uuid:public_id>/foto/", participants.participant_photo, name="participant_photo"),
]

_tools = [
    path("alat/", tools.tool_list, name="tool_list"),
    path("alat/unduh/", tools.tool_export, name="tool_export"),
    path("alat/papan/", tools.tool_board_print, name="tool_board_print"),
    path("alat/tambah/", tools.tool_new, name="tool_new"),
    path("alat/bahan/", tools.consumable_list, name="consumable_list"),
    path("alat/bahan/tambah/", tools.consumable_new, name="consumable_new"),
    path("alat/bahan/<uuid:public_id>/ubah/", tools.consumable_edit, name="consumable_edit"),
    path("alat/hilang/", missing_tools.missing_tool_list, name="missing_tool_list"),
    path("alat/hilang/<uuid:public_id>/", missing_tools.missing_tool, name="missing_tool"),
    path(
        "alat/hilang/<uuid:public_id>/langkah/<slug:code>/", missing_tools.missing_tool_step, name="missing_tool_step"
    ),
    path("alat/hilang/<uuid:public_id>/ditemukan/", missing_tools.missing_tool_found, name="missing_tool_found"),
    path("alat/hilang/<uuid:public_id>/lepas/", missing_tools.missing_tool_write_off, name="missing_tool_write_off"),
    path("alat/hilang/<uuid:public_id>/cetak/", missing_tools.missing_tool_print, name="missing_tool_print"),
    path("alat/<uuid:public_id>/", tools.tool_detail, name="tool_detail"),
    path("alat/<uuid:public_id>/ubah/", tools.tool_edit, name="tool_edit"),
    path("alat/<uuid:public_id>/keadaan/", tools.tool_move, name="tool_move"),
    path("alat/<uuid:public_id>/hilang/", missing_tools.missing_tool_report, name="missing_tool_report"),
    path("sesi/<uuid:public_id>/alat/", tool_sheets.tool_sheet, name="tool_sheet"),
    path("sesi/<uuid:public_id>/alat/keluar/", tool_sheets.tool_out, name="tool_out"),
    path("sesi/<uuid:public_id>/alat/kembali/", tool_sheets.tool_back, name="tool_back"),
    path("sesi/<uuid:public_id>/alat/tidak-ada/", tool_sheets.tool_none, name="tool_none"),
    path("sesi/<uuid:public_id>/alat/cetak/", tool_sheets.tool_sheet_print, name="tool_sheet_print"),
]

app_name = "programs"
urlpatterns = [*_agreements, *_programs, *_rules, *_needs, *_batches, *_holidays, *_selection, *_attendance]
urlpatterns += [*_absences, *_inbox, *_movements, *_changes, *_participants]
urlpatterns += [*_hours, *_journals, *_offline]
urlpatterns += _tools
urlpatterns += _counts
urlpatterns += _calendars
