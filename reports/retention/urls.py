from django.urls import path

from reports.retention import views

urlpatterns = [
    path("masa-simpan/", views.retention, name="retention"),
    path("masa-simpan/<slug:code>/", views.retention_period, name="retention_period"),
    path("masa-simpan/<slug:code>/daftar/", views.retention_due, name="retention_due"),
    path("pemusnahan/usul/", views.destruction_propose, name="destruction_propose"),
    path("pemusnahan/<uuid:public_id>/", views.destruction, name="destruction"),
    path("pemusnahan/<uuid:public_id>/setuju/", views.destruction_confirm, name="destruction_confirm"),
    path("pemusnahan/<uuid:public_id>/tolak/", views.destruction_reject, name="destruction_reject"),
    path("pemusnahan/<uuid:public_id>/berita-acara/", views.destruction_paper, name="destruction_paper"),
    path("tunda-musnah/", views.hold_list, name="hold_list"),
    path("tunda-musnah/<uuid:public_id>/", views.hold_new, name="hold_new"),
    path("tunda-musnah/<uuid:public_id>/lepas/", views.hold_lift, name="hold_lift"),
]
