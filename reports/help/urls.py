from django.urls import path

from reports.help import views

urlpatterns = [
    path("petunjuk/", views.index, name="help"),
    path("petunjuk/istilah/", views.terms, name="help_terms"),
    path("petunjuk/buku/", views.booklet, name="help_booklet"),
    path("petunjuk/<slug:slug>/", views.text, name="help_text"),
]
