"""The second step of signing in, with each of the three factors, and from nothing: print, hand over, type."""

import base64
import re

import pytest
from playwright.sync_api import expect

from accounts import code_apps
from tests.browser.people import PASSWORD, Visitor
from tests.factories import UserFactory
from tests.factories.factors import CODES, carded


class AtDesk(Visitor):
    """Somebody whose computer has a security key, played by Chromium, which wants a name and no number for a site."""

    def __init__(self, context, home):
        super().__init__(context, home.replace("127.0.0.1", "localhost"))
        tools = context.new_cdp_session(self.tab)
        tools.send("WebAuthn.enable")
        key = {"protocol": "ctap2", "transport": "usb", "hasResidentKey": False, "hasUserVerification": False}
        options = {**key, "automaticPresenceSimulation": True}
        tools.send("WebAuthn.addVirtualAuthenticator", {"options": options})

    def give_password(self, user):
        self.go("/masuk/")
        self.fill("Nama pengguna", user.username)
        self.fill("Kata sandi", PASSWORD)
        self.press("Masuk")

    def leave(self):
        self.context.clear_cookies()

    def sees_home(self, user):
        expect(self.tab.get_by_role("link", name=user.full_name)).to_be_visible()


@pytest.fixture
def head(site):
    return UserFactory(roles=["rutan_head"], full_name="Andi Hasyim")


def test_key_is_registered_and_opens_the_second_step(head, visitor):
    desk = visitor(head, kind=AtDesk)

    desk.go("/akun/faktor/kunci/")
    desk.fill("Nama kunci", "biru")
    desk.press("Daftarkan kunci")
    expect(desk.tab.get_by_text("Kunci sudah terdaftar.")).to_be_visible()
    desk.leave()
    desk.give_password(head)
    expect(desk.tab.get_by_role("heading", name="Langkah kedua")).to_be_visible()
    desk.press("Pakai kunci saya")

    desk.sees_home(head)


def test_app_is_set_up_and_opens_the_second_step(head, visitor):
    desk = visitor(head, kind=AtDesk)

    desk.go("/akun/faktor/aplikasi/")
    secret = base64.b32decode(re.sub(r"\s", "", desk.tab.locator("code").inner_text()))
    desk.fill("Kode yang tampil di aplikasi sekarang", code_apps.code_at(secret, code_apps.step_of_now()))
    desk.press("Pasang")
    expect(desk.tab.get_by_text("Aplikasi sudah dipasang.")).to_be_visible()
    desk.leave()
    desk.give_password(head)
    desk.fill("Kode", code_apps.code_at(secret, code_apps.step_of_now() + 1))
    desk.press("Lanjut")

    desk.sees_home(head)


def test_card_asks_for_the_next_number(head, visitor):
    carded(head)
    desk = visitor(kind=AtDesk)

    for number in (1, 2):
        desk.give_password(head)
        expect(desk.tab.get_by_text(f"Kartu: ketik kode nomor {number}.")).to_be_visible()
        desk.fill("Kode", "kode 9999")
        desk.press("Lanjut")
        expect(desk.tab.get_by_text("salah, atau sudah pernah dipakai").first).to_be_visible()
        desk.fill("Kode", CODES[number - 1])
        desk.press("Lanjut")
        desk.sees_home(head)
        desk.leave()
