from django.urls import path

from accounts.views import account, code_cards, factors, identity, office, power, sessions, sign_in, users

app_name = "accounts"
urlpatterns = [
    path("masuk/", sign_in.sign_in, name="sign_in"),
    path("keluar/", sign_in.sign_out, name="sign_out"),
    path("masuk/faktor/", factors.factor_ask, name="factor_ask"),
    path("masuk/pastikan/", identity.identity_confirm, name="identity_confirm"),
    path("akun/", account.account, name="account"),
    path("akun/sandi/", sign_in.password_change, name="password_change"),
    path("akun/faktor/", factors.factor_list, name="factor_list"),
    path("akun/faktor/aplikasi/", factors.app_add, name="app_add"),
    path("akun/faktor/aplikasi/hapus/", factors.app_remove, name="app_remove"),
    path("akun/faktor/kunci/", factors.key_add, name="key_add"),
    path("akun/faktor/kunci/<uuid:public_id>/hapus/", factors.key_remove, name="key_remove"),
    path("akun/sesi/", sessions.session_list, name="session_list"),
    path("akun/sesi/akhiri/", sessions.session_end, name="session_end"),
    path("akun/dibaca/", account.notices_seen, name="notices_seen"),
    path("akun/bahasa/", account.language_change, name="language_change"),
    path("kantor/", office.office_edit, name="office_edit"),
    path("pengguna/", users.user_list, name="user_list"),
    path("pengguna/baru/", users.user_new, name="user_new"),
    path("pengguna/<uuid:public_id>/sandi/sahkan/", power.password_confirm, name="password_confirm"),
    path("pengguna/<uuid:public_id>/sandi/tolak/", power.password_refuse, name="password_refuse"),
    path("pengguna/peran/", power.role_request_list, name="role_request_list"),
    path("pengguna/peran/<uuid:public_id>/", power.role_request_decide, name="role_request_decide"),
    path("pengguna/peran/<uuid:public_id>/tarik/", power.role_request_withdraw, name="role_request_withdraw"),
    path("pengguna/tinjauan/", power.access_review, name="access_review"),
    path("pengguna/tinjauan/pastikan/", power.access_review_confirm, name="access_review_confirm"),
    path("pengguna/kartu/", code_cards.card_list, name="card_list"),
    path("pengguna/<uuid:public_id>/kartu/", code_cards.card_detail, name="card_detail"),
    path("pengguna/<uuid:public_id>/kartu/cetak/", code_cards.card_print, name="card_print"),
    path("pengguna/<uuid:public_id>/kartu/aktifkan/", code_cards.card_activate, name="card_activate"),
    path("pengguna/<uuid:public_id>/", users.user_edit, name="user_edit"),
    path("pengguna/<uuid:public_id>/sandi/", users.user_password, name="user_password"),
]
