from django.urls import path

from accounts.views import sign_in

app_name = "accounts"
urlpatterns = [
    path("masuk/", sign_in.sign_in, name="sign_in"),
    path("keluar/", sign_in.sign_out, name="sign_out"),
    path("akun/sandi/", sign_in.password_change, name="password_change"),
]
