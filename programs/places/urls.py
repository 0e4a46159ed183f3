from django.urls import path

from programs.places import views

urlpatterns = [
    path("tempat/<uuid:public_id>/akhiri/", views.enrollment_end, name="enrollment_end"),
    path("tempat/<uuid:public_id>/tangguhkan/", views.enrollment_suspend, name="enrollment_suspend"),
    path("tempat/<uuid:public_id>/lanjutkan/", views.enrollment_resume, name="enrollment_resume"),
    path("tempat/<uuid:public_id>/kembalikan/", views.enrollment_reinstate, name="enrollment_reinstate"),
]
