from django.urls import path

from programs.merged_records import views

urlpatterns = [
    path("warga-binaan/mirip/", views.merge_list, name="merge_list"),
    path("warga-binaan/<uuid:public_id>/gabung/", views.merge_choose, name="merge_choose"),
    path("warga-binaan/<uuid:public_id>/gabung/<uuid:other>/", views.merge_record, name="merge_record"),
]
