from django.urls import path

from inmates.views import apart, custody, editing, imports, people, released

app_name = "inmates"

_imports = [
    path("impor/", imports.import_list, name="import_list"),
    path("impor/baru/", imports.import_new, name="import_new"),
    path("impor/<uuid:public_id>/", imports.import_detail, name="import_detail"),
    path("impor/<uuid:public_id>/kolom/", imports.import_mapping, name="import_mapping"),
    path("impor/<uuid:public_id>/lembar/", imports.import_sheet, name="import_sheet"),
    path("impor/<uuid:public_id>/pilih/", imports.import_choose, name="import_choose"),
    path("impor/<uuid:public_id>/terima/", imports.import_accept, name="import_accept"),
    path("impor/<uuid:public_id>/ditolak.xlsx", imports.import_rejected, name="import_rejected"),
    path("impor/<uuid:public_id>/urungkan/", imports.import_undo, name="import_undo"),
    path("impor/<uuid:public_id>/buang/", imports.import_discard, name="import_discard"),
]
_people = [
    path("", people.inmate_list, name="list"),
    path("unduh/xlsx/", people.export_xlsx, name="export"),
    path("unduh/csv/", people.export_csv, name="export_csv"),
    path("tambah/", editing.add, name="add"),
    path("keluar/", released.released_list, name="released_list"),
    path("keluar/<uuid:public_id>/", released.released, name="released"),
    path("<uuid:public_id>/", people.detail, name="detail"),
    path("<uuid:public_id>/riwayat/", people.history, name="history"),
    path("<uuid:public_id>/foto/", people.photo, name="photo"),
    path("<uuid:public_id>/foto/ganti/", editing.photo_change, name="photo_change"),
    path("<uuid:public_id>/ubah/", editing.edit, name="edit"),
    path("<uuid:public_id>/nik/", editing.nik_change, name="nik_change"),
    path("<uuid:public_id>/wali/", editing.case_officer_change, name="case_officer_change"),
    path("<uuid:public_id>/blok/", custody.housing_change, name="housing_change"),
    path("<uuid:public_id>/nomor/", custody.register_number_change, name="register_number_change"),
    path("<uuid:public_id>/tanggal/", custody.limiting_date_change, name="limiting_date_change"),
    path("<uuid:public_id>/klasifikasi/", custody.classification_add, name="classification_add"),
    path("<uuid:public_id>/penangguhan/", custody.suspension_add, name="suspension_add"),
    path("<uuid:public_id>/penangguhan/akhiri/", custody.suspension_end, name="suspension_end"),
    path("<uuid:public_id>/pemisahan/", apart.apart_list, name="apart_list"),
    path("<uuid:public_id>/pemisahan/tambah/", apart.apart_add, name="apart_add"),
    path("<uuid:public_id>/pemisahan/<uuid:pair>/akhiri/", apart.apart_end, name="apart_end"),
]
urlpatterns = [path(f"warga-binaan/{page.pattern}", page.callback, name=page.name) for page in (*_imports, *_people)]
