from django.urls import path

from programs.agreements.views import agreements as views
from programs.agreements.views import meetings

urlpatterns = [
    path("pks/", views.agreement_list, name="agreement_list"),
    path("pks/baru/", views.agreement_new, name="agreement_new"),
    path("pks/<uuid:public_id>/", views.agreement_detail, name="agreement_detail"),
    path("pks/<uuid:public_id>/ubah/", views.agreement_edit, name="agreement_edit"),
    path("pks/<uuid:public_id>/pindaian/", views.agreement_scan, name="agreement_scan"),
    path("pks/<uuid:public_id>/pindaian/unggah/", views.agreement_scan_add, name="agreement_scan_add"),
    path("pks/<uuid:public_id>/pertemuan/baru/", meetings.meeting_new, name="meeting_new"),
    path("pks/pertemuan/<uuid:public_id>/", meetings.meeting_detail, name="meeting_detail"),
    path("pks/pertemuan/<uuid:public_id>/ubah/", meetings.meeting_edit, name="meeting_edit"),
    path("pks/pertemuan/<uuid:public_id>/cetak/", meetings.meeting_print, name="meeting_print"),
    path("pks/pertemuan/<uuid:public_id>/foto/", meetings.meeting_photo, name="meeting_photo"),
    path("pks/pertemuan/<uuid:public_id>/foto/unggah/", meetings.meeting_photo_add, name="meeting_photo_add"),
    path("pks/pertemuan/<uuid:public_id>/pindaian/", meetings.meeting_scan, name="meeting_scan"),
    path("pks/pertemuan/<uuid:public_id>/pindaian/unggah/", meetings.meeting_scan_add, name="meeting_scan_add"),
]
