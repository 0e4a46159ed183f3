from django.urls import path

from reports.home.views import home, more

urlpatterns = [
    path("", home.home, name="home"),
    path("lainnya/", more.more, name="more"),
]
