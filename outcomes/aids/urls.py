from django.urls import path

from outcomes.aids import views

FILE = {"xlsx": {"kind": "xlsx"}, "csv": {"kind": "csv"}}

urlpatterns = [
    path("bantuan/", views.aid_list, name="aid_list"),
    path("bantuan/xlsx/", views.aid_export, FILE["xlsx"], name="aid_xlsx"),
    path("bantuan/csv/", views.aid_export, FILE["csv"], name="aid_csv"),
    path("bantuan/penerima/", views.aid_recipients, name="aid_recipients"),
    path("bantuan/orang/<uuid:public_id>/", views.aid_person, name="aid_person"),
    path("bantuan/orang/<uuid:public_id>/catat/", views.aid_new, name="aid_new"),
    path("bantuan/<uuid:public_id>/tanda-terima/", views.aid_receipt, name="aid_receipt"),
    path("bantuan/<uuid:public_id>/pindaian/", views.aid_scan, name="aid_scan"),
    path("bantuan/<uuid:public_id>/pindaian/unggah/", views.aid_scan_add, name="aid_scan_add"),
    path("bantuan/<uuid:public_id>/batalkan/", views.aid_cancel, name="aid_cancel"),
]
