from django.urls import path

from reports.views import audit, fairness, home, jobs

app_name = "reports"
urlpatterns = [
    path("", home.home, name="home"),
    path("pekerjaan/", jobs.job_list, name="job_list"),
    path("laporan/pemerataan/", fairness.fairness_report, name="fairness"),
    path("laporan/pemerataan/xlsx/", fairness.fairness_xlsx, name="fairness_xlsx"),
    path("laporan/pemerataan/csv/", fairness.fairness_csv, name="fairness_csv"),
    path("audit/", audit.audit_list, name="audit_list"),
    path("audit/akses/", audit.access_log, name="access_log"),
]
