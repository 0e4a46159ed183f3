from django.urls import path

from outcomes.effect import views

urlpatterns = [
    path("dampak/", views.effect, name="effect"),
    path("dampak/xlsx/", views.effect_xlsx, name="effect_xlsx"),
    path("dampak/csv/", views.effect_csv, name="effect_csv"),
    path("dampak/antartahun/", views.effect_years, name="effect_years"),
    path("dampak/perbandingan/", views.comparison, name="comparison"),
    path("dampak/laporan/simpan/", views.outcome_report_make, name="outcome_report_make"),
    path("dampak/laporan/<uuid:public_id>/", views.outcome_report, name="outcome_report"),
    path("dampak/laporan/<uuid:public_id>/pdf/", views.outcome_report_pdf, name="outcome_report_pdf"),
    path("dampak/laporan/<uuid:public_id>/xlsx/", views.outcome_report_xlsx, name="outcome_report_xlsx"),
]
