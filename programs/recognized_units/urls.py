from django.urls import path

from programs.recognized_units import views

urlpatterns = [
    path("peserta/<uuid:public_id>/langkah/", views.participant_steps, name="participant_steps"),
    path("warga-binaan/<uuid:public_id>/langkah/", views.person_steps, name="person_steps"),
    path("peserta/<uuid:public_id>/unit-diakui/", views.recognized_unit_new, name="recognized_unit_new"),
    path("unit-diakui/", views.recognized_unit_list, name="recognized_unit_list"),
    path("unit-diakui/<uuid:public_id>/putusan/", views.recognized_unit_decide, name="recognized_unit_decide"),
    path("unit-diakui/<uuid:public_id>/pindaian/", views.recognized_unit_scan, name="recognized_unit_scan"),
]
