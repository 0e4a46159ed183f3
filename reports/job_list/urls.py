from django.urls import path

from reports.job_list import views

urlpatterns = [
    path("pekerjaan/", views.job_list, name="job_list"),
]
