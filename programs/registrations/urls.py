from django.urls import path

from programs.registrations import views

urlpatterns = [
    path("angkatan/<uuid:public_id>/pendaftaran/", views.registration_list, name="registration_list"),
    path("angkatan/<uuid:public_id>/pendaftaran/baru/", views.registration_new, name="registration_new"),
    path("pendaftaran/<uuid:public_id>/", views.registration_detail, name="registration_detail"),
    path("pendaftaran/<uuid:public_id>/terima/", views.registration_accept, name="registration_accept"),
    path("pendaftaran/<uuid:public_id>/tolak/", views.registration_decline, name="registration_decline"),
    path("pendaftaran/<uuid:public_id>/mundur/", views.registration_withdraw, name="registration_withdraw"),
]
