from django.urls import path

from reports.views import audit, home, jobs

app_name = "reports"
urlpatterns = [
    path("", home.home, name="home"),
    path("pekerjaan/", jobs.job_list, name="job_list"),
    path("audit/", audit.audit_list, name="audit_list"),
    path("audit/akses/", audit.access_log, name="access_log"),
]
