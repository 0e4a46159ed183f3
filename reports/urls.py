from django.urls import path

from reports.views import audit, home

app_name = "reports"
urlpatterns = [
    path("", home.home, name="home"),
    path("audit/", audit.audit_list, name="audit_list"),
    path("audit/akses/", audit.access_log, name="access_log"),
]
