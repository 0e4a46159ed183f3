from django.urls import path

from inmates.imports.views import custody_lists as views

urlpatterns = [
    path("impor/", views.import_list, name="import_list"),
    path("impor/baru/", views.import_new, name="import_new"),
    path("impor/<uuid:public_id>/", views.import_detail, name="import_detail"),
    path("impor/<uuid:public_id>/kolom/", views.import_mapping, name="import_mapping"),
    path("impor/<uuid:public_id>/lembar/", views.import_sheet, name="import_sheet"),
    path("impor/<uuid:public_id>/pilih/", views.import_choose, name="import_choose"),
    path("impor/<uuid:public_id>/terima/", views.import_accept, name="import_accept"),
    path("impor/<uuid:public_id>/ditolak.xlsx", views.import_rejected, name="import_rejected"),
    path("impor/<uuid:public_id>/urungkan/", views.import_undo, name="import_undo"),
    path("impor/<uuid:public_id>/buang/", views.import_discard, name="import_discard"),
]
