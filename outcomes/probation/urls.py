from django.urls import path

from outcomes.probation import views

urlpatterns = [
    path("klien/", views.client_list, name="client_list"),
    path("klien/<uuid:public_id>/", views.client_detail, name="client_detail"),
    path("siap-bebas/<uuid:public_id>/bapas/", views.share_new, name="share_new"),
    path("bapas/<uuid:public_id>/akhiri/", views.share_end, name="share_end"),
]
