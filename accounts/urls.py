from django.urls import path

from accounts.views import account, office, sign_in, users

app_name = "accounts"
urlpatterns = [
    path("masuk/", sign_in.sign_in, name="sign_in"),
    path("keluar/", sign_in.sign_out, name="sign_out"),
    path("masuk/pastikan/", sign_in.identity_confirm, name="identity_confirm"),
    path("akun/", account.account, name="account"),
    path("akun/sandi/", sign_in.password_change, name="password_change"),
    path("akun/bahasa/", account.language_change, name="language_change"),
    path("kantor/", office.office_edit, name="office_edit"),
    path("pengguna/", users.user_list, name="user_list"),
    path("pengguna/baru/", users.user_new, name="user_new"),
    path("pengguna/<uuid:public_id>/", users.user_edit, name="user_edit"),
    path("pengguna/<uuid:public_id>/sandi/", users.user_password, name="user_password"),
]
