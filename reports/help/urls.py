from django.urls import path

from reports.help import views

urlpatterns = [
    path("petunjuk/", views.index, name="help"),
    path("petunjuk/<slug:slug>/", views.text, name="help_text"),
]
