from django.urls import include, path

from rutan_blk.public import views

_pages = [
    path("periksa/", views.check_start, name="check_start"),
    path("periksa/nomor/", views.check_number, name="check_number"),
    path("C/<str:code>", views.check, name="check_scanned"),
    path("c/<str:code>/", views.check, name="check"),
    path("periksa/luring.html", views.verifier, name="verifier"),
    path("kunci.json", views.public_keys, name="public_keys"),
    path("status/<slug:slug>", views.status_list, name="status_list"),
]

# The same names as in the full site, which templates and signed documents refer to.
urlpatterns = [
    path("", views.first_page),
    path("robots.txt", views.robots),
    path("", include((_pages, "certification"))),
]
