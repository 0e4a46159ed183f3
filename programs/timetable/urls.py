from django.urls import path

from programs.timetable.views import calendars, holidays, patterns, schedule, session_changes, weeks

urlpatterns = [
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
    path("akun/kalender/", calendars.calendar_link, name="calendar_link"),
    path("akun/kalender/buat/", calendars.calendar_link_make, name="calendar_link_make"),
    path("akun/kalender/cabut/", calendars.calendar_link_revoke, name="calendar_link_revoke"),
    path("kalender/<slug:secret>.ics", calendars.calendar_feed_view, name="calendar_feed"),
    path("libur/", holidays.holiday_list, name="holiday_list"),
    path("libur/tambah/", holidays.holiday_add, name="holiday_add"),
    path("libur/<day:day>/hapus/", holidays.holiday_remove, name="holiday_remove"),
    path("libur/<day:day>/sesi/", holidays.holiday_follow, name="holiday_follow"),
]
