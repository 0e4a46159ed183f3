"""Comparing a file, and checking signed facts with the network off, as somebody who holds a certificate does it."""

import os
import random

from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from PIL import Image, ImageOps
from playwright.sync_api import expect

from certification.certificates import certificate_rendering
from certification.register.models import Certificate
from certification.verification import published_keys, signed_facts, statement_keys, status_lists, verifier
from printing.document_images import facts_symbol
from tests.certification.verification.keys import issued_with_key
from tests.world.fuzz.symbols import mutated_symbol

FUZZ = int(os.environ.get("FUZZ", "15"))
# Types the text, and waits up to two seconds for the heading of the answer.
ASK = """async (text) => {
    const result = document.getElementById("result");
    result.replaceChildren();
    document.getElementById("text").value = text;
    document.getElementById("form").requestSubmit();
    for (let turn = 0; turn < 200 && !result.children.length; turn += 1) await new Promise((go) => setTimeout(go, 10));
    return result.querySelector("h1, h2, h3")?.textContent.trim() ?? "no answer";
}"""


def answer_of(tab, name):
    return tab.locator("#result").get_by_role("heading", name=name)


def put(tab, name, content):
    tab.get_by_label("Pilih berkas PDF").set_input_files(
        {"name": name, "mimeType": "application/pdf", "buffer": content}
    )


def test_file_is_compared_without_leaving_the_browser(site, visitor):
    (certificate,) = issued_with_key()
    content = bytes(certificate_rendering.render(certificate).content)
    tab = (holder := visitor()).tab
    sent = []
    tab.on("request", lambda request: sent.append(request.method) if request.method != "GET" else None)

    holder.go(reverse("certification:check", args=[certificate.code]))
    put(tab, "sertifikat.pdf", content)
    expect(tab.locator("#compare [role=status]")).to_have_text("Ini berkas yang diterbitkan.")
    # One bit in the middle of the file.
    changed = bytearray(content)
    changed[len(changed) // 2] ^= 1
    put(tab, "sertifikat.pdf", bytes(changed))
    expect(tab.locator("#compare [role=status]")).to_contain_text("Ini bukan berkas yang diterbitkan.")

    assert sent == []


def saved(tmp_path, name="periksa.html"):
    path = tmp_path / name
    path.write_text(verifier.page(published_keys.keys_document(), published_keys.list_tokens()))
    return path.as_uri()


def photograph(text, tmp_path):
    symbol = Image.fromarray(facts_symbol(text))
    drawn = ImageOps.expand(symbol.resize((symbol.width * 7, symbol.height * 7), Image.Resampling.NEAREST), 80, 255)
    path = tmp_path / "foto.jpg"
    drawn.convert("RGB").rotate(6, expand=True, fillcolor=(225, 220, 205)).save(path, quality=70)
    return path


def test_signed_facts_are_checked_with_the_network_off(site, visitor, tmp_path):
    # A name of which "ed" stands at both places: in the symbol one letter of it is spelled out.
    first, second = issued_with_key(2, name="Ahmed Dedi Wahedi")
    texts = [signed_facts.printed_words(one.snapshot)["check"]["signed"] for one in (first, second)]
    Certificate.objects.filter(pk=second.pk).update(state="superseded")
    status_lists.sign_lists()
    address, foreign = saved(tmp_path), texts[0]
    statement_keys.distrust(statement_keys.active_key(first.batch.training_center))
    later = saved(tmp_path, "nanti.html")
    picture = photograph(texts[0], tmp_path)
    tab = visitor(offline=True).tab

    def check(text):
        tab.get_by_label("Atau teks yang ditampilkan pemindai").fill(text)
        tab.get_by_role("button", name="Periksa").click()

    tab.goto(address)
    check(texts[0])
    expect(answer_of(tab, "Tanda tangan sah")).to_be_visible()
    expect(tab.locator("[data-fact=name]")).to_have_text(first.snapshot["holder"]["name"])
    expect(tab.locator("span[data-as-of]")).to_contain_text("23 November 2026")
    assert Axe().run(tab).response["violations"] == []
    check(texts[1])
    expect(answer_of(tab, "Sertifikat tidak berlaku lagi")).to_be_visible()
    check(foreign[:-4] + ("0000" if foreign[-4:] != "0000" else "1111"))
    expect(answer_of(tab, "Tanda tangan tidak sah")).to_be_visible()
    check(first.snapshot["check"]["url"])
    expect(answer_of(tab, "Bukan data bertanda tangan")).to_be_visible()
    tab.get_by_label("Foto kode QR").set_input_files(picture)
    expect(answer_of(tab, "Tanda tangan sah")).to_be_visible()
    # As in a browser that does not know Ed25519 itself.
    tab.evaluate("() => { crypto.subtle.importKey = () => Promise.reject(new Error('unknown')); }")
    check(texts[0])
    expect(answer_of(tab, "Tanda tangan sah")).to_be_visible()

    tab.goto(later)
    check(texts[0])
    expect(answer_of(tab, "Kunci ini tidak dipercaya lagi")).to_be_visible()


def test_any_text_is_answered_and_only_the_signed_one_holds(site, visitor, tmp_path):
    (certificate,) = issued_with_key()
    text = signed_facts.printed_words(certificate.snapshot)["check"]["signed"]
    status_lists.sign_lists()
    dice, address, faults = random.Random(20261129), saved(tmp_path), []
    tab = visitor(offline=True).tab
    tab.goto(address)
    tab.on("pageerror", lambda error: faults.append(str(error)))
    for changed in [text, *(mutated_symbol(dice, text, signed_facts.PREFIX) for _ in range(FUZZ))]:
        found = tab.evaluate(ASK, changed)

        # Ends of lines, tabs and blanks at the ends are a scanner's.
        is_same = changed.translate(dict.fromkeys(b"\r\n\t")).strip() == text
        assert (found != "no answer", found == "Tanda tangan sah") == (True, is_same), changed[:300]
    assert faults == []
