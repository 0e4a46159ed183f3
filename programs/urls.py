from datetime import date

from django.urls import path, register_converter

from programs.views import (
    agreements,
    arrivals,
    batches,
    changes,
    enrollments,
    hearings,
    holidays,
    inbox,
    marks,
    merges,
    movements,
    needs,
    offers,
    participants,
    programs,
    rolls,
    rules,
    schedule,
    selection,
    sessions,
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
    path("program/versi/<uuid:public_id>/ubah/", programs.program_version_edit, name="program_version_edit"),
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
    path("angkatan/<uuid:public_id>/pola/", schedule.batch_pattern, name="batch_pattern"),
    path("angkatan/<uuid:public_id>/jadwal/", schedule.batch_generate, name="batch_generate"),
    path("angkatan/<uuid:public_id>/jadwal/cetak/", schedule.batch_schedule_print, name="batch_schedule_print"),
    path("sesi/<uuid:public_id>/batal/", schedule.session_cancel, name="session_cancel"),
    path("sesi/<uuid:public_id>/pulihkan/", schedule.session_restore, name="session_restore"),
    path("sesi/<uuid:public_id>/pengganti/", schedule.session_make_up, name="session_make_up"),
]
_holidays = [
    path("libur/", holidays.holiday_list, name="holiday_list"),
    path("libur/tambah/", holidays.holiday_add, name="holiday_add"),
    path("libur/<day:day>/hapus/", holidays.holiday_remove, name="holiday_remove"),
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
]
_attendance = [
    path("sesi/", sessions.session_list, name="session_list"),
    path("sesi/<uuid:public_id>/presensi/", rolls.session_roll, name="session_roll"),
    path("sesi/<uuid:public_id>/presensi/simpan/", rolls.roll_save, name="roll_save"),
    path("sesi/<uuid:public_id>/presensi/<uuid:person>/", rolls.mark_save, name="mark_save"),
    path("sesi/<uuid:public_id>/presensi/<uuid:person>/riwayat/", marks.mark_history, name="mark_history"),
    path("sesi/<uuid:public_id>/presensi/<uuid:person>/koreksi/", marks.mark_correct, name="mark_correct"),
    path("sesi/<uuid:public_id>/hitungan/", rolls.session_counts, name="session_counts"),
    path("sesi/<uuid:public_id>/tutup/", rolls.session_finalize, name="session_finalize"),
    path("sesi/<uuid:public_id>/cetak/", marks.roll_print, name="roll_print"),
    path("sesi/<uuid:public_id>/cetak-pekan/", marks.roll_print_week, name="roll_print_week"),
]

_inbox = [
    path("tugas/", inbox.task_list, name="task_list"),
    path("tugas/<uuid:public_id>/tanggapi/", inbox.task_acknowledge, name="task_acknowledge"),
]
_movements = [
    path("pergerakan/", movements.movement_list, name="movement_list"),
    path("pergerakan/cetak/", movements.movement_print, name="movement_print"),
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
_participants = [
    path("peserta/", participants.participant_list, name="participant_list"),
    path("peserta/<uuid:public_id>/", participants.participant_detail, name="participant_detail"),
    path("peserta/<uuid:public_id>/foto/", participants.participant_photo, name="participant_photo"),
]

app_name = "programs"
urlpatterns = [*_agreements, *_programs, *_rules, *_needs, *_batches, *_holidays, *_selection, *_attendance]
urlpatterns += [*_inbox, *_movements, *_changes, *_participants]
