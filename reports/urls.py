from django.urls import path

from reports.views import audit, fairness, findings, home, jobs, more, subjects, wali_sheets

app_name = "reports"
urlpatterns = [
    path("", home.home, name="home"),
    path("lainnya/", more.more, name="more"),
    path("pekerjaan/", jobs.job_list, name="job_list"),
    path("laporan/pemerataan/", fairness.fairness_report, name="fairness"),
    path("laporan/pemerataan/xlsx/", fairness.fairness_xlsx, name="fairness_xlsx"),
    path("laporan/pemerataan/csv/", fairness.fairness_csv, name="fairness_csv"),
    path("laporan/lembar-wali/", wali_sheets.wali_sheet_list, name="wali_sheet_list"),
    path("laporan/lembar-wali/cetak/", wali_sheets.wali_sheets_print, name="wali_sheets_print"),
    path("laporan/lembar-wali/<uuid:public_id>/", wali_sheets.wali_sheet, name="wali_sheet"),
    path("laporan/lembar-wali/<uuid:public_id>/cetak/", wali_sheets.wali_sheet_print, name="wali_sheet_print"),
    path("rekonsiliasi/", findings.reconcile_summary, name="reconcile"),
    path("rekonsiliasi/temuan/", findings.finding_list, name="finding_list"),
    path("audit/", audit.audit_list, name="audit_list"),
    path("audit/akses/", audit.access_log, name="access_log"),
    path("data-pribadi/", subjects.subject_list, name="subject_list"),
    path("data-pribadi/<uuid:public_id>/", subjects.subject_request_new, name="subject_request_new"),
    path("data-pribadi/permintaan/<uuid:public_id>/", subjects.subject_request_detail, name="subject_request"),
    path(
        "data-pribadi/permintaan/<uuid:public_id>/terjawab/",
        subjects.subject_request_answer,
        name="subject_request_answer",
    ),
    path("data-pribadi/permintaan/<uuid:public_id>/pdf/", subjects.subject_file_pdf, name="subject_file_pdf"),
    path("data-pribadi/permintaan/<uuid:public_id>/json/", subjects.subject_file_json, name="subject_file_json"),
]
