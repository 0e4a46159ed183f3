from django.urls import path

from programs.journal import views

urlpatterns = [
    path("jurnal/", views.journal_list, name="journal_list"),
    path("sesi/<uuid:public_id>/jurnal/", views.session_journal, name="session_journal"),
    path("sesi/<uuid:public_id>/jurnal/simpan/", views.journal_save, name="journal_save"),
    path("angkatan/<uuid:public_id>/jurnal/", views.batch_journal, name="batch_journal"),
    path("angkatan/<uuid:public_id>/jurnal/cetak/", views.batch_journal_print, name="batch_journal_print"),
]
