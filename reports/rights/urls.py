from django.urls import path

from reports.rights import views

urlpatterns = [
    path("hak-data/", views.rights_list, name="rights_list"),
    path("hak-data/<uuid:public_id>/", views.rights_new, name="rights_new"),
    path("hak-data/permintaan/<uuid:public_id>/", views.rights_detail, name="rights_detail"),
    path("hak-data/permintaan/<uuid:public_id>/jawab/", views.rights_answer, name="rights_answer"),
    path("hak-data/permintaan/<uuid:public_id>/surat/", views.rights_print, name="rights_print"),
]
