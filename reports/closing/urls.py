from django.urls import path

from reports.closing import views

urlpatterns = [
    path("laporan/penutupan/", views.closing_report_list, name="closing_report_list"),
    path("laporan/penutupan/buat/", views.closing_report_make, name="closing_report_make"),
    path("laporan/penutupan/<uuid:public_id>/", views.closing_report, name="closing_report"),
    path("laporan/penutupan/<uuid:public_id>/baris/", views.closing_report_rows, name="closing_report_rows"),
    path("laporan/penutupan/<uuid:public_id>/pdf/", views.closing_report_pdf, name="closing_report_pdf"),
    path("laporan/penutupan/<uuid:public_id>/xlsx/", views.closing_report_xlsx, name="closing_report_xlsx"),
    path("laporan/penutupan/<uuid:public_id>/setujui/", views.closing_report_approve, name="closing_report_approve"),
    path("laporan/penutupan/<uuid:public_id>/tarik/", views.closing_report_withdraw, name="closing_report_withdraw"),
]
