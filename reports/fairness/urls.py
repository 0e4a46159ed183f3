from django.urls import path

from reports.fairness import views

urlpatterns = [
    path("laporan/pemerataan/", views.fairness_report, name="fairness"),
    path("laporan/pemerataan/xlsx/", views.fairness_xlsx, name="fairness_xlsx"),
    path("laporan/pemerataan/csv/", views.fairness_csv, name="fairness_csv"),
]
