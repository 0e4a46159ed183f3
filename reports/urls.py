from django.urls import include, path

app_name = "reports"
urlpatterns = [
    path("", include("reports.home.urls")),
    path("", include("reports.search.urls")),
    path("", include("reports.help.urls")),
    path("", include("reports.job_list.urls")),
    path("", include("reports.audit_pages.urls")),
    path("", include("reports.suspicions.urls")),
    path("", include("reports.reconcile.urls")),
    path("", include("reports.upkeep.urls")),
    path("", include("reports.monthly.urls")),
    path("", include("reports.region.urls")),
    path("", include("reports.closing.urls")),
    path("", include("reports.yearly.urls")),
    path("", include("reports.fairness.urls")),
    path("", include("reports.wali_sheets.urls")),
    path("", include("reports.subject_file.urls")),
    path("", include("reports.retention.urls")),
    path("", include("reports.processing.urls")),
    path("", include("reports.breaches.urls")),
    path("", include("reports.rights.urls")),
    path("", include("reports.consents.urls")),
]
