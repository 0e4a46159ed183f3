from django.urls import path

from outcomes.followup.views import calls, consents, holder, numbers, pin_cards, visits

CONTACT = "tindak-lanjut/persetujuan/<uuid:public_id>/kontak/<uuid:contact>/"

urlpatterns = [
    path("tindak-lanjut/", calls.call_list, name="call_list"),
    path("tindak-lanjut/cetak/", calls.call_list_print, name="call_list_print"),
    path("tindak-lanjut/jumlah/", calls.follow_up_counts, name="follow_up_counts"),
    path("tindak-lanjut/bantuan/", calls.help_list, name="help_list"),
    path("tindak-lanjut/bantuan/<uuid:public_id>/", calls.help_given, name="help_given"),
    path("tindak-lanjut/<uuid:public_id>/catat/", calls.call_note, name="call_note"),
    path("tindak-lanjut/<uuid:public_id>/jeda/", calls.call_pause, name="call_pause"),
    path("tindak-lanjut/persetujuan/", consents.consent_list, name="consent_list"),
    path("tindak-lanjut/persetujuan/tanya/<uuid:public_id>/", consents.consent_ask, name="consent_ask"),
    path("tindak-lanjut/persetujuan/tanya/<uuid:public_id>/cetak/", consents.consent_print, name="consent_print"),
    path("tindak-lanjut/persetujuan/<uuid:public_id>/", consents.consent_detail, name="consent_detail"),
    path("tindak-lanjut/persetujuan/<uuid:public_id>/izin/", consents.consent_boxes, name="consent_boxes"),
    path("tindak-lanjut/persetujuan/<uuid:public_id>/kontak/", consents.contact_add, name="contact_add"),
    path(f"{CONTACT}ganti/", numbers.contact_replace, name="contact_replace"),
    path(f"{CONTACT}tutup/", numbers.contact_close, name="contact_close"),
    path("tindak-lanjut/persetujuan/<uuid:public_id>/kunjungan/", visits.visit_note, name="visit_note"),
    path("tindak-lanjut/bukti/<uuid:public_id>/", visits.evidence_scan, name="evidence_scan"),
    path("tindak-lanjut/persetujuan/<uuid:public_id>/berhenti/", consents.consent_withdraw, name="consent_withdraw"),
    path("tindak-lanjut/persetujuan/<uuid:public_id>/bukti/", consents.consent_proof, name="consent_proof"),
    path("kartu-pin/", pin_cards.pin_card_batches, name="pin_card_batches"),
    path("kartu-pin/<uuid:public_id>/", pin_cards.pin_cards, name="pin_cards"),
    path("kartu-pin/<uuid:public_id>/buat/", pin_cards.pin_cards_make, name="pin_cards_make"),
    path("kartu-pin/<uuid:public_id>/cetak/", pin_cards.pin_cards_print, name="pin_cards_print"),
    path("kartu-pin/<uuid:public_id>/selesai/", pin_cards.pin_cards_settle, name="pin_cards_settle"),
    path("kartu-pin/sertifikat/<uuid:public_id>/baru/", pin_cards.pin_card_renew, name="pin_card_renew"),
    path("pemegang/", holder.holder_sign_in, name="holder_sign_in"),
    path("pemegang/halaman/", holder.holder_page, name="holder_page"),
    path("pemegang/berkas/", holder.holder_file, name="holder_file"),
    path("pemegang/setuju/", holder.holder_agree, name="holder_agree"),
    path("pemegang/kabar/", holder.holder_tell, name="holder_tell"),
    path("pemegang/nomor/", holder.holder_number, name="holder_number"),
    path("pemegang/lupakan/", holder.holder_forget, name="holder_forget"),
    path("pemegang/keluar/", holder.holder_sign_out, name="holder_sign_out"),
]
