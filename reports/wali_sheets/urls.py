from django.urls import path

from reports.wali_sheets import views

urlpatterns = [
    path("laporan/lembar-wali/", views.wali_sheet_list, name="wali_sheet_list"),
    path("laporan/lembar-wali/cetak/", views.wali_sheets_print, name="wali_sheets_print"),
    path("laporan/lembar-wali/cetak/mulai/", views.wali_sheets_start, name="wali_sheets_start"),
    path("laporan/lembar-wali/cetak/<uuid:public_id>/", views.wali_sheets_file, name="wali_sheets_file"),
    path("laporan/lembar-wali/<uuid:public_id>/", views.wali_sheet, name="wali_sheet"),
    path("laporan/lembar-wali/<uuid:public_id>/cetak/", views.wali_sheet_print, name="wali_sheet_print"),
]
