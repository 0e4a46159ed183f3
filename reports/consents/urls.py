from django.urls import path

from reports.consents import views

urlpatterns = [
    path("teks-persetujuan/", views.consent_texts_page, name="consent_texts"),
    path("teks-persetujuan/usul/<uuid:public_id>/setuju/", views.consent_text_confirm, name="consent_text_confirm"),
    path("teks-persetujuan/usul/<uuid:public_id>/tolak/", views.consent_text_reject, name="consent_text_reject"),
    path("teks-persetujuan/<slug:code>/", views.consent_kind, name="consent_kind"),
    path("teks-persetujuan/<slug:code>/baru/", views.consent_text_new, name="consent_text_new"),
]
