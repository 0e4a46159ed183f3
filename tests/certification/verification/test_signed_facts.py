import json

import pytest
import zxingcpp

from certification.certificates import certificate_rendering, expected_papers, issue_certificates
from certification.register.models import Certificate
from certification.verification import signed_facts, statement_keys
from core.errors import RuleViolation
from inmates.custody.custody_words import custody_words
from printing.document_images import LARGEST_FACTS, TooLongForQR, facts_png, facts_symbol
from tests.certification.verification.keys import issued_with_key, only_key, public_keys
from tests.factories.certification import approved, graduates, staff
from tests.papers import pages, raster, sample

pytestmark = pytest.mark.django_db


def text_of(certificate):
    return signed_facts.printed_words(certificate.snapshot)["check"]["signed"]


def test_facts_are_those_on_the_paper():
    (certificate,) = issued_with_key()

    facts = signed_facts.read(text_of(certificate), public_keys())

    assert facts == {
        "kid": only_key().kid,
        "list": certificate.status_list.slug,
        "index": certificate.status_index,
        "number": certificate.number_text,
        "name": certificate.snapshot["holder"]["name"],
        "program": certificate.snapshot["program"]["name"],
        "issued_on": 20261123,
        "valid_until": 0,
        "hours": 8,
        "competent": 2,
    }


def test_the_same_words_give_the_same_text_and_the_kept_words_hold_no_signature():
    (certificate,) = issued_with_key()
    kept = json.dumps(certificate.snapshot)

    assert text_of(certificate) == text_of(Certificate.objects.get())
    assert json.dumps(certificate.snapshot) == kept
    assert "signed" not in certificate.snapshot["check"]


def test_name_with_ed_at_both_places_is_issued_printed_and_read():
    (certificate,) = issued_with_key(name="Ahmed Dedi Wahedi")
    text = text_of(certificate)

    pdf = certificate_rendering.bytes_of(certificate)

    assert {one.text for one in zxingcpp.read_barcodes(raster(pdf, 1, 150))} == {text}
    assert signed_facts.read(text, public_keys())["name"] == "Ahmed Dedi Wahedi"
    assert "  " not in text


def test_facts_of_before_are_read_as_they_were():
    (certificate,) = issued_with_key()
    content = (certificate.snapshot["check"]["claims"][:-1] + ",4711]").encode()
    signature = statement_keys.secret_of(only_key().kid).sign(b"T1:" + content)
    text = "T1:" + signed_facts.base45.encode(signature + content)

    assert signed_facts.read(text, public_keys())["name"] == certificate.snapshot["holder"]["name"]


@pytest.mark.parametrize("at", [3, 100, -1])
def test_one_changed_letter_makes_it_invalid(at):
    text = text_of(issued_with_key()[0])
    letters = list(text)
    letters[at] = "0" if letters[at] != "0" else "1"

    with pytest.raises(
        ValueError, match=r"changed|unknown|base 45|JSON|Expecting|codec|delimiter|control|Extra|Invalid"
    ):
        signed_facts.read("".join(letters), public_keys())


@pytest.mark.parametrize("text", ["", "https://example.org", "T1:", "T1:" + "0" * 96])
def test_other_texts_are_no_facts(text):
    with pytest.raises(ValueError):  # noqa: PT011 - each tells its own reason
        signed_facts.read(text, {})


def test_facts_of_an_unknown_key_are_refused():
    with pytest.raises(ValueError, match="unknown key"):
        signed_facts.read(text_of(issued_with_key()[0]), {})


def test_symbol_on_the_paper_carries_the_signed_facts_and_the_front_the_address():
    (certificate,) = issued_with_key()

    pdf = certificate_rendering.bytes_of(certificate)

    found = [{one.text for one in zxingcpp.read_barcodes(raster(pdf, page, 150))} for page in range(2)]
    assert found == [{certificate.snapshot["check"]["url"]}, {text_of(certificate)}]
    assert "Data bertanda tangan" in pages(pdf)[1]


def test_center_without_a_key_prints_the_address_on_both_pages():
    batch = graduates(1)
    officer = staff(batch.training_center, "certificate_officer")
    certificate = issue_certificates.issue(approved(batch.enrollments.get()), by=officer, render_after=False)

    assert "claims" not in certificate.snapshot["check"]
    assert "Periksa keaslian" in pages(certificate_rendering.bytes_of(certificate))[1]


def test_preview_shows_facts_that_nobody_signed():
    batch = graduates(1)
    statement_keys.new_key(batch.training_center)
    pdf = expected_papers.preview_pdf(approved(batch.enrollments.get()))
    (symbol,) = zxingcpp.read_barcodes(raster(pdf, 1, 150))

    with pytest.raises(ValueError, match="unknown key"):
        signed_facts.read(symbol.text, public_keys())


def test_preview_of_a_center_without_a_key_is_like_its_papers():
    certificate = approved(graduates(1).enrollments.get())

    assert "Periksa keaslian" in pages(expected_papers.preview_pdf(certificate))[1]


def test_lost_key_keeps_the_file_waiting_and_says_so():
    (certificate,) = issued_with_key()
    statement_keys.path_of(only_key().kid).unlink()

    with pytest.raises(RuleViolation, match=only_key().kid):
        certificate_rendering.render(certificate)


@pytest.mark.parametrize("name", ["certificate", "certificate_long"])
def test_symbol_is_coarse_enough_for_a_laser_print(name):
    text = signed_facts.draft(sample(name, issued_on="2026-09-18"))["check"]["signed"]

    side = facts_symbol(text).shape[0]

    assert side <= LARGEST_FACTS
    assert 26 / side >= 0.4  # mm a module, in the box of 26 mm


def test_more_facts_than_fit_are_refused_before_a_number_is_given():
    with pytest.raises(TooLongForQR):
        facts_png("T1:" + "A" * 466)


def test_no_word_of_custody_comes_about_by_chance():
    (certificate,) = issued_with_key()
    claims = certificate.snapshot["check"]["claims"]
    # A signature whose letters spell WBP, until the number behind the facts is 2.
    word = signed_facts.base45.decode("WBP")

    def sign(content):
        return bytes(64) if content.endswith(b",2]") else word + bytes(62)

    text = signed_facts._text(claims, sign)

    assert custody_words(text) == []
    assert json.loads(signed_facts.base45.decode(text.removeprefix("T1:"))[64:])[-1] == 2
