from django.urls import path

from inmates.profile.views import case_officers, editing, people, released

urlpatterns = [
    path("", people.person_list, name="list"),
    path("unduh/xlsx/", people.export_xlsx, name="export"),
    path("unduh/csv/", people.export_csv, name="export_csv"),
    path("tambah/", editing.add, name="add"),
    path("wali/", case_officers.case_officer_assign, name="case_officer_assign"),
    path("keluar/", released.released_list, name="released_list"),
    path("keluar/<uuid:public_id>/", released.released, name="released"),
    path("<uuid:public_id>/", people.detail, name="detail"),
    path("<uuid:public_id>/riwayat/", people.history, name="history"),
    path("<uuid:public_id>/foto/", people.photo, name="photo"),
    path("<uuid:public_id>/foto/ganti/", editing.photo_change, name="photo_change"),
    path("<uuid:public_id>/ubah/", editing.edit, name="edit"),
    path("<uuid:public_id>/nik/", editing.nik_change, name="nik_change"),
    path("<uuid:public_id>/wali/", editing.case_officer_change, name="case_officer_change"),
]
