from django.urls import path

from reports.upkeep import views

urlpatterns = [path("pemeliharaan/", views.upkeep, name="upkeep")]
