from django.urls import path

from reports.breaches import views

ONE = "kegagalan-data/<uuid:public_id>/"
urlpatterns = [
    path("kegagalan-data/", views.breach_list, name="breach_list"),
    path("kegagalan-data/baru/", views.breach_new, name="breach_new"),
    path(ONE, views.breach_detail, name="breach_detail"),
    path(f"{ONE}langkah/", views.breach_step, name="breach_step"),
    path(f"{ONE}jejak/", views.breach_entries, name="breach_entries"),
    path(f"{ONE}jejak/<int:entry>/", views.breach_entry_add, name="breach_entry_add"),
    path(f"{ONE}akun/", views.breach_account, name="breach_account"),
    path(f"{ONE}orang/", views.breach_people, name="breach_people"),
    path(f"{ONE}orang/<uuid:person>/", views.breach_person_add, name="breach_person_add"),
    path(f"{ONE}betulkan/", views.breach_correct, name="breach_correct"),
    path(f"{ONE}orang/<uuid:person>/keluarkan/", views.breach_person_remove, name="breach_person_remove"),
    path(f"{ONE}diberi-tahu/", views.breach_tell, name="breach_tell"),
    path(f"{ONE}orang/<uuid:person>/beri-tahu-lagi/", views.breach_tell_again, name="breach_tell_again"),
    path(f"{ONE}hentikan/", views.breach_give_up, name="breach_give_up"),
    path(f"{ONE}hentikan/putusan/", views.breach_give_up_decide, name="breach_give_up_decide"),
    path(f"{ONE}lembaga/", views.breach_authority, name="breach_authority"),
    path(f"{ONE}tutup/", views.breach_close, name="breach_close"),
    path(f"{ONE}tutup/setuju/", views.breach_confirm, name="breach_confirm"),
    path(f"{ONE}tutup/kembali/", views.breach_send_back, name="breach_send_back"),
    path(f"{ONE}surat/", views.breach_letters, name="breach_letters"),
    path(f"{ONE}sampul/", views.breach_envelopes, name="breach_envelopes"),
    path(f"{ONE}laporan/", views.breach_report, name="breach_report"),
]
