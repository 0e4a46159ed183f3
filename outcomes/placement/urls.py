from django.urls import path

from outcomes.placement import views

urlpatterns = [
    path("lowongan/", views.vacancy_list, name="vacancy_list"),
    path("lowongan/<uuid:public_id>/", views.vacancy_detail, name="vacancy_detail"),
    path("lowongan/<uuid:public_id>/ubah/", views.vacancy_edit, name="vacancy_edit"),
    path("lowongan/<uuid:public_id>/tutup/", views.vacancy_end, name="vacancy_end"),
    path("lowongan/<uuid:public_id>/kenalkan/<uuid:consent>/", views.introduction_new, name="introduction_new"),
    path("pemberi-kerja/<uuid:public_id>/lowongan/baru/", views.vacancy_new, name="vacancy_new"),
    path("pengantar/", views.introduction_list, name="introduction_list"),
    path("pengantar/<uuid:public_id>/", views.introduction_detail, name="introduction_detail"),
    path("pengantar/<uuid:public_id>/langkah/", views.introduction_step, name="introduction_step"),
    path("pengantar/<uuid:public_id>/surat/", views.introduction_letter, name="introduction_letter"),
    path("keinginan-kerja/<uuid:public_id>/", views.wish_edit, name="wish_edit"),
]
