from django.urls import path

from reports.search import views

urlpatterns = [path("cari/", views.search, name="search")]
