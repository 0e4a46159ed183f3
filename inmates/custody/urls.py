from django.urls import path

from inmates.custody.views import apart, classification_sheet, custody, remand

urlpatterns = [
    path("klasifikasi/", classification_sheet.classification_sheet, name="classification_sheet"),
    path("<uuid:public_id>/berkas/", remand.remand_list, name="remand_list"),
    path("<uuid:public_id>/berkas/pernyataan/", remand.statement_add, name="statement_add"),
    path("<uuid:public_id>/berkas/izin/", remand.permission_add, name="permission_add"),
    path("<uuid:public_id>/berkas/sidang/", remand.hearing_change, name="hearing_change"),
    path("berkas/<uuid:public_id>/pindaian/", remand.remand_scan, name="remand_scan"),
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
