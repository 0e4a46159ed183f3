from django.urls import path

from programs.movements import views

urlpatterns = [
    path("pergerakan/", views.movement_list, name="movement_list"),
    path("pergerakan/cetak/", views.movement_print, name="movement_print"),
    path("pergerakan/buka-kamar/", views.unlock_list, name="unlock_list"),
    path("pergerakan/buka-kamar/cetak/", views.unlock_print, name="unlock_print"),
    path("pergerakan/tujuan/", views.destination_list, name="destination_list"),
    path("pergerakan/tujuan/cetak/", views.destination_print, name="destination_print"),
]
