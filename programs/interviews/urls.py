from django.urls import path

from programs.interviews import views

urlpatterns = [
    path("warga-binaan/<uuid:public_id>/wawancara/", views.interview_new, name="interview_new"),
    path("warga-binaan/<uuid:public_id>/wawancara/cetak/", views.interview_print, name="interview_print"),
    path("warga-binaan/<uuid:public_id>/rencana/", views.goal_new, name="goal_new"),
    path("rencana/<uuid:public_id>/tutup/", views.goal_close, name="goal_close"),
    path("wawancara/", views.interview_list, name="interview_list"),
]
