from django.urls import path

from certification.verification.views import check, published

urlpatterns = [
    path("periksa/", check.check_start, name="check_start"),
    # The QR code uses upper case, which is more compact; people type lower case.
    path("C/<str:code>", check.check, name="check_scanned"),
    path("c/<str:code>/", check.check, name="check"),
    path("periksa/luring.html", published.verifier, name="verifier"),
    path("kunci.json", published.public_keys, name="public_keys"),
    path("status/<slug:slug>", published.status_list, name="status_list"),
]
