from django.urls import path

from inmates.inbox import views

urlpatterns = [
    path("tugas/", views.task_list, name="task_list"),
    path("tugas/jawab/", views.task_answer, name="task_answer"),
    path("tugas/<uuid:public_id>/tanggapi/", views.task_acknowledge, name="task_acknowledge"),
]
