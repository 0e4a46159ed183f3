from django.urls import path

from reports.audit_pages import views

urlpatterns = [
    path("audit/", views.audit_list, name="audit_list"),
    path("audit/masuk/", views.sign_in_list, name="sign_in_list"),
    path("audit/akses/", views.access_log, name="access_log"),
]
