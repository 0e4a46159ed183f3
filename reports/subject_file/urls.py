from django.urls import path

from reports.subject_file import views

urlpatterns = [
    path("data-pribadi/", views.subject_list, name="subject_list"),
    path("data-pribadi/<uuid:public_id>/", views.subject_request_new, name="subject_request_new"),
    path("data-pribadi/permintaan/<uuid:public_id>/", views.subject_request_detail, name="subject_request"),
    path(
        "data-pribadi/permintaan/<uuid:public_id>/terjawab/",
        views.subject_request_answer,
        name="subject_request_answer",
    ),
    path("data-pribadi/permintaan/<uuid:public_id>/pdf/", views.subject_file_pdf, name="subject_file_pdf"),
    path("data-pribadi/permintaan/<uuid:public_id>/json/", views.subject_file_json, name="subject_file_json"),
]
