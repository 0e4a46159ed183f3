from django.urls import path

from reports.yearly import views

urlpatterns = [
    path("laporan/tahunan/", views.year_report_list, name="year_report_list"),
    path("laporan/tahunan/buat/", views.year_report_make, name="year_report_make"),
    path("laporan/tahunan/<uuid:public_id>/", views.year_report, name="year_report"),
    path("laporan/tahunan/<uuid:public_id>/peserta/", views.year_report_rows, name="year_report_rows"),
    path("laporan/tahunan/<uuid:public_id>/pdf/", views.year_report_pdf, name="year_report_pdf"),
    path("laporan/tahunan/<uuid:public_id>/xlsx/", views.year_report_xlsx, name="year_report_xlsx"),
    path("laporan/tahunan/<uuid:public_id>/setujui/", views.year_report_approve, name="year_report_approve"),
]
