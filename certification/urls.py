from django.urls import include, path

app_name = "certification"
# In workflow order.
urlpatterns = [
    path("", include("certification.assessment.urls")),
    path("", include("certification.register.urls")),
    path("", include("certification.certificate_templates.urls")),
    path("", include("certification.certificates.urls")),
    path("", include("certification.sealing.urls")),
    path("", include("certification.verification.urls")),
    path("", include("certification.outside_tests.urls")),
    path("", include("certification.earlier_certificates.urls")),
]
