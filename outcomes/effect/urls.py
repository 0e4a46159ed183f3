from django.urls import path

from outcomes.effect.views import figures, research_files

urlpatterns = [
    path("dampak/", figures.effect, name="effect"),
    path("dampak/xlsx/", figures.effect_xlsx, name="effect_xlsx"),
    path("dampak/csv/", figures.effect_csv, name="effect_csv"),
    path("dampak/antartahun/", figures.effect_years, name="effect_years"),
    path("dampak/perbandingan/", figures.comparison, name="comparison"),
    path("dampak/berkas/", research_files.cohort_file_list, name="cohort_file_list"),
    path("dampak/berkas/minta/", research_files.cohort_file_ask, name="cohort_file_ask"),
    path("dampak/berkas/<uuid:public_id>/setujui/", research_files.cohort_file_approve, name="cohort_file_approve"),
    path("dampak/berkas/<uuid:public_id>/tolak/", research_files.cohort_file_refuse, name="cohort_file_refuse"),
    path("dampak/berkas/<uuid:public_id>/zip/", research_files.cohort_file_zip, name="cohort_file_zip"),
    path("dampak/laporan/simpan/", figures.outcome_report_make, name="outcome_report_make"),
    path("dampak/laporan/<uuid:public_id>/", figures.outcome_report, name="outcome_report"),
    path("dampak/laporan/<uuid:public_id>/pdf/", figures.outcome_report_pdf, name="outcome_report_pdf"),
    path("dampak/laporan/<uuid:public_id>/xlsx/", figures.outcome_report_xlsx, name="outcome_report_xlsx"),
]
