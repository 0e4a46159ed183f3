from django.urls import path

from reports.processing import views

urlpatterns = [
    path("catatan-pemrosesan/", views.processing, name="processing"),
    path("catatan-pemrosesan/cetak/", views.processing_print, name="processing_print"),
]
