from django.urls import path

from reports.home.views import home, more, office_path

urlpatterns = [
    path("", home.home, name="home"),
    path("langkah-pertama/", office_path.office_path, name="office_path"),
    path("lainnya/", more.more, name="more"),
]
