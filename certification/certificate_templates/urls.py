from django.urls import path

from certification.certificate_templates import views

urlpatterns = [
    path("templat-sertifikat/", views.template_list, name="template_list"),
    path("templat-sertifikat/rancangan/", views.template_edit, name="template_edit"),
    path("templat-sertifikat/<uuid:public_id>/", views.template_detail, name="template_detail"),
    path("templat-sertifikat/<uuid:public_id>/<slug:sample>.pdf", views.template_sample, name="template_sample"),
    path("templat-sertifikat/<uuid:public_id>/<slug:sample>.png", views.template_picture, name="template_picture"),
    path("templat-sertifikat/<uuid:public_id>/pakai/", views.template_adopt, name="template_adopt"),
    path("templat-sertifikat/<uuid:public_id>/buang/", views.template_discard, name="template_discard"),
]
