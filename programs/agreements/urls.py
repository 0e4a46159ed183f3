from django.urls import path

from programs.agreements import views

urlpatterns = [
    path("pks/", views.agreement_list, name="agreement_list"),
    path("pks/baru/", views.agreement_new, name="agreement_new"),
    path("pks/<uuid:public_id>/", views.agreement_detail, name="agreement_detail"),
    path("pks/<uuid:public_id>/ubah/", views.agreement_edit, name="agreement_edit"),
    path("pks/<uuid:public_id>/pindaian/", views.agreement_scan, name="agreement_scan"),
    path("pks/<uuid:public_id>/pindaian/unggah/", views.agreement_scan_add, name="agreement_scan_add"),
]
