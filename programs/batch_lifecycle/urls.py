from django.urls import path

from programs.batch_lifecycle import views

urlpatterns = [
    path("angkatan/", views.batch_list, name="batch_list"),
    path("angkatan/baru/", views.batch_new, name="batch_new"),
    path("angkatan/umum/baru/", views.public_batch_new, name="public_batch_new"),
    path("angkatan/<uuid:public_id>/", views.batch_detail, name="batch_detail"),
    path("angkatan/<uuid:public_id>/ubah/", views.batch_edit, name="batch_edit"),
    path("angkatan/<uuid:public_id>/pengajar/", views.batch_staff, name="batch_staff"),
    path("angkatan/<uuid:public_id>/pindah/", views.batch_move, name="batch_move"),
    path("angkatan/<uuid:public_id>/batal/", views.batch_cancel, name="batch_cancel"),
    path("angkatan/<uuid:public_id>/pengecualian/", views.batch_override, name="batch_override"),
]
