from django.urls import path

from reports.monthly import views

urlpatterns = [
    path("laporan/bulanan/", views.month_report_list, name="month_report_list"),
    path("laporan/bulanan/buat/", views.month_report_make, name="month_report_make"),
    path("laporan/bulanan/<uuid:public_id>/", views.month_report, name="month_report"),
    path("laporan/bulanan/<uuid:public_id>/baris/", views.month_report_rows, name="month_report_rows"),
    path("laporan/bulanan/<uuid:public_id>/pdf/", views.month_report_pdf, name="month_report_pdf"),
    path("laporan/bulanan/<uuid:public_id>/xlsx/", views.month_report_xlsx, name="month_report_xlsx"),
    path("laporan/bulanan/<uuid:public_id>/setujui/", views.month_report_approve, name="month_report_approve"),
]
