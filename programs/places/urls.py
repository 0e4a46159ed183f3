from django.urls import path

from programs.places import views

urlpatterns = [
    path("seleksi/<uuid:public_id>/tempat/", views.enroll, name="enroll"),
    path("pengajuan/<uuid:public_id>/terima/", views.offer_accept, name="offer_accept"),
    path("tempat/<uuid:public_id>/akhiri/", views.enrollment_end, name="enrollment_end"),
    path("tempat/<uuid:public_id>/tangguhkan/", views.enrollment_suspend, name="enrollment_suspend"),
    path("tempat/<uuid:public_id>/selesaikan/", views.enrollment_complete, name="enrollment_complete"),
    path("tempat/<uuid:public_id>/lanjutkan/", views.enrollment_resume, name="enrollment_resume"),
    path("peserta/<uuid:public_id>/foto/", views.participant_photo, name="participant_photo"),
]
