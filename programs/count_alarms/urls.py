from django.urls import path

from programs.count_alarms import views

urlpatterns = [
    path("hitungan/", views.count_list, name="count_list"),
    path("sesi/<uuid:public_id>/hitung/", views.count_session, name="count_session"),
    path("sesi/<uuid:public_id>/hitung/cari/", views.count_search, name="count_search"),
    path("sesi/<uuid:public_id>/hitung/jelaskan/", views.count_explain, name="count_explain"),
    path("sesi/<uuid:public_id>/hitung/<slug:point>/", views.count_save, name="count_save"),
]
