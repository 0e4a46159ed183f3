from django.urls import path

from reports.reconcile import views

urlpatterns = [
    path("rekonsiliasi/", views.reconcile_summary, name="reconcile"),
    path("rekonsiliasi/temuan/", views.finding_list, name="finding_list"),
]
