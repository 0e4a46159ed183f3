from django.urls import path

from programs.catalog import views

urlpatterns = [
    path("program/", views.program_list, name="program_list"),
    path("program/baru/", views.program_new, name="program_new"),
    path("program/<uuid:public_id>/nama/", views.program_rename, name="program_rename"),
    path("program/versi/<uuid:public_id>/ubah/", views.program_version_edit, name="program_version_edit"),
    path("program/versi/<uuid:public_id>/unit/", views.program_version_units, name="program_version_units"),
    path("program/versi/<uuid:public_id>/buka/", views.program_version_open, name="program_version_open"),
    path("unit/", views.unit_list, name="unit_list"),
]
