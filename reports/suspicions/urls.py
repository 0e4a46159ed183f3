from django.urls import path

from reports.suspicions import views

urlpatterns = [
    path("audit/pola/", views.suspicion_list, name="suspicion_list"),
    path("audit/pola/<uuid:public_id>/", views.suspicion_settle, name="suspicion_settle"),
]
