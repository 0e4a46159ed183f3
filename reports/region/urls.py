from django.urls import path

from reports.region import views

urlpatterns = [
    path("wilayah/", views.region_overview, name="region"),
    path("wilayah/xlsx/", views.region_xlsx, name="region_xlsx"),
    path("wilayah/csv/", views.region_csv, name="region_csv"),
    path("wilayah/upt/<str:code>/", views.region_facility, name="region_facility"),
]
