"""The holder's own page: code and PIN, four taps, number, forgetting, and what it never tells."""

import re
import time as stopwatch
from datetime import date, timedelta
from statistics import median

import brotli
import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from certification.verification.models import Credential
from core import clock
from core.models import AuditEvent
from outcomes.followup import holder_pins, holder_tries
from outcomes.followup.models.consents import Consent
from outcomes.followup.models.contacts import Contact
from outcomes.followup.models.holder import HolderPin
from outcomes.followup.models.outcomes import HelpWish, Outcome
from outcomes.followup.views import holder as holder_views
from programs.batches.models import Batch
from tests.conftest import MONDAY
from tests.constraints import change

pytestmark = pytest.mark.django_db
FORBIDDEN = r"\b(rutan|lapas|tahanan|narapidana|wbp|bebas|napi|kasus|hukuman)\b"
SIGN_IN = "/pemegang/"


def sign_in(code, pin, client=None):
    client = client or Client()
    return client, client.post(SIGN_IN, {"kode": code, "pin": pin})


def page(client, query=""):
    return client.get(reverse("outcomes:holder_page") + query).content.decode()


def test_code_and_pin_open_the_certificate_and_no_name(holder, cards):
    shown = page(holder)

    assert cards[0].number_text in shown
    assert cards[0].enrollment.person.full_name not in shown
    assert re.findall(FORBIDDEN, shown.lower()) == []


@pytest.mark.parametrize("pin", ["000002", "000000", "", "0000010", "00001"])
def test_no_other_pin_opens_it(cards, pin):
    _client, answer = sign_in(cards[0].code, pin)

    assert answer.status_code == 422
    assert holder_views.COOKIE not in answer.cookies


def test_wrong_code_and_wrong_pin_get_the_same_bytes(cards):
    answers = [
        sign_in(cards[0].code, "999999")[1],
        sign_in("Q" * 26, "000001")[1],
        sign_in("nonsense", "000001")[1],
        sign_in("", "")[1],
    ]

    # But for the code that was typed, which stays in its field.
    assert (
        len({re.sub(rb'(id="kode".*?value=)"\w*"', rb"\1", answer.content, flags=re.DOTALL) for answer in answers}) == 1
    )
    headers = [{**answer.headers, "Content-Length": ""} for answer in answers]
    assert len({(answer.status_code, *sorted(own.items())) for answer, own in zip(answers, headers, strict=True)}) == 1


def test_wrong_code_and_wrong_pin_take_the_same_time(cards, settings):
    settings.PASSWORD_HASHERS = ["accounts.hashers.OfficeArgon2Hasher"]
    holder_tries._of_nobody.cache_clear()
    HolderPin.objects.update(pin_hash=holder_pins.make_password("000001"))
    taken = {"pin": [], "code": []}
    for _ in range(9):
        for what, code in (("pin", cards[0].code), ("code", "Q" * 26)):
            begun = stopwatch.perf_counter()
            holder_tries.opened_by(code, "999999")
            taken[what].append(stopwatch.perf_counter() - begun)
    holder_tries._of_nobody.cache_clear()

    one, other = (median(times[1:]) for times in taken.values())
    assert max(one, other) < 2 * min(one, other)


def test_the_page_closes_by_itself_after_ten_minutes(holder):
    for minutes, status in ((10, 200), (11, 302)):
        with clock.moved_to(MONDAY + timedelta(minutes=minutes)):
            assert holder.get(reverse("outcomes:holder_page")).status_code == status


def test_a_new_card_ends_the_old_one_and_pages_that_it_opened(holder, cards):
    drawn = holder_pins.Drawn("123456", holder_pins.make_password("123456"))
    with clock.moved_to(MONDAY + timedelta(minutes=1)):
        holder_pins.make_anew(cards[0], by=cards[0].issued_by, drawn=drawn)

    assert holder.get(reverse("outcomes:holder_page"))["Location"] == SIGN_IN
    assert sign_in(cards[0].code, "000001")[1].status_code == 422
    assert sign_in(cards[0].code, "123456")[1].status_code == 302


@pytest.mark.parametrize(
    ("taps", "expected"),
    [
        ({"kabar": "kerja", "sesuai": "ya", "sejak": "bulan-ini"}, ("KERJA_SESUAI", True, "2026-11-01", "")),
        (
            {"kabar": "usaha", "sesuai": "tidak", "sejak": "tiga-bulan", "sebelum": "ya"},
            ("USAHA_LAIN", False, "2026-09-01", ""),
        ),
        ({"kabar": "belum"}, ("MENCARI", None, "None", "")),
    ],
)
def test_taps_are_kept_as_own_report(holder, consent, taps, expected):
    answer = holder.post(reverse("outcomes:holder_tell"), taps)

    one = Outcome.objects.get()
    assert answer.status_code == 302
    assert (one.status, one.is_in_trade, str(one.works_since), one.help_wanted) == expected
    assert (one.evidence, one.recorded_by) == ("E3", None)


@pytest.mark.parametrize(
    "taps",
    [
        {},
        {"kabar": "x"},
        {"kabar": "bantuan"},
        {"kabar": "bantuan", "bantu": "x"},
        {"kabar": "bantuan", "bantu": "TIDAK_ADA"},
    ],
)
def test_other_taps_are_refused(holder, consent, taps):
    assert holder.post(reverse("outcomes:holder_tell"), taps).status_code == 422
    assert (Outcome.objects.count(), HelpWish.objects.count()) == (0, 0)


@pytest.mark.parametrize("kind", ["kerja", "usaha"])
@pytest.mark.parametrize(
    ("taps", "sentences"),
    [
        ({}, ["Katakan apakah sesuai dengan pelatihan.", "Katakan sejak kapan."]),
        ({"sesuai": "ya"}, ["Katakan sejak kapan."]),
        ({"sejak": "bulan-ini"}, ["Katakan apakah sesuai dengan pelatihan."]),
        ({"sesuai": "x", "sejak": "x"}, ["Katakan apakah sesuai dengan pelatihan.", "Katakan sejak kapan."]),
    ],
)
def test_whoever_works_answers_both_questions_and_keeps_what_was_tapped(holder, consent, kind, taps, sentences):
    answer = holder.post(reverse("outcomes:holder_tell"), {"kabar": kind, **taps})

    shown = answer.content.decode()
    assert (answer.status_code, Outcome.objects.count()) == (422, 0)
    assert [sentence for sentence in sentences if sentence in shown] == sentences
    assert re.findall(r'value="(\S+)"\s+checked', shown)[:1] == [kind]


@pytest.mark.parametrize(
    ("begun", "since", "is_asked"),
    [
        (date(2026, 11, 2), "bulan-ini", False),
        (date(2026, 11, 2), "tiga-bulan", True),
        (date(2026, 9, 1), "tiga-bulan", False),
        (date(2026, 9, 1), "lebih-lama", True),
        (date(2026, 5, 4), "lebih-lama", False),
    ],
)
def test_work_older_than_the_training_is_asked_about(holder, consent, cards, begun, since, is_asked):
    Batch.objects.filter(pk=cards[0].batch_id).update(starts_on=begun)
    taps = {"kabar": "kerja", "sesuai": "ya", "sejak": since}

    answer = holder.post(reverse("outcomes:holder_tell"), taps)

    assert answer.status_code == (422 if is_asked else 302)
    if is_asked:
        shown = answer.content.decode()
        assert "Itu sebelum pelatihan dimulai." in shown
        assert 'name="sebelum"' in shown
        assert holder.post(reverse("outcomes:holder_tell"), {**taps, "sebelum": "ya"}).status_code == 302
    assert Outcome.objects.count() == 1


def test_wrong_pin_leaves_the_code_in_its_field(cards):
    shown = sign_in(cards[0].code, "999999")[1].content.decode()

    assert f'value="{cards[0].code}"' in shown
    assert "999999" not in shown


def test_whoever_did_not_agree_is_asked_first_and_nothing_is_kept_before(holder):
    assert holder.post(reverse("outcomes:holder_tell"), {"kabar": "kerja"}).status_code == 409
    assert Outcome.objects.count() == 0

    holder.post(reverse("outcomes:holder_agree"), {"hp": "0812 0000 7731"})

    consent = Consent.objects.get()
    assert (consent.channel, consent.recorded_by, consent.by_phone) == ("holder_page", None, True)
    assert [one.value for one in consent.contacts.all()] == ["081200007731"]


def test_a_number_is_kept_and_never_shown(holder, consent):
    holder.post(reverse("outcomes:holder_number"), {"hp": "0812 0000 2222"})

    assert [one.value for one in consent.contacts.usable()] == ["081200002222"]
    assert "081200002222" not in page(holder)


@pytest.mark.parametrize(("was", "ticked"), [(True, True), (True, False), (False, True), (False, False)])
def test_a_number_can_be_called_only_if_its_holder_says_so(holder, consent, was, ticked):
    change(consent, by_phone=was, may_match=True)
    assert ("checked" in page(holder)) is was

    answer = holder.post(
        reverse("outcomes:holder_number"), {"hp": "0812 0000 1111", **({"telepon": "ya"} if ticked else {})}
    )

    consent.refresh_from_db()
    number = consent.contacts.usable().get()
    assert (consent.by_phone, consent.by_message, consent.may_match, number.is_allowed) == (ticked, True, True, ticked)
    changes = AuditEvent.objects.filter(action="consent.change", actor_id=None, target_id=str(consent.pk))
    assert changes.count() == (was != ticked)
    assert ("tidak akan menelepon" in page(holder, answer["Location"].partition("/halaman/")[2])) is not ticked


def test_a_number_that_is_none_changes_no_permission(holder, consent):
    assert holder.post(reverse("outcomes:holder_number"), {"hp": "12"}).status_code == 422

    consent.refresh_from_db()
    assert (consent.by_phone, Contact.objects.count()) == (True, 0)


def test_forget_me_asks_for_the_pin_and_deletes_everything(holder, consent):
    holder.post(reverse("outcomes:holder_number"), {"hp": "0812 0000 1111"})
    assert holder.post(reverse("outcomes:holder_forget"), {"pin": "000002"}).status_code == 422
    assert Contact.objects.count() == 1

    holder.post(reverse("outcomes:holder_forget"), {"pin": "000001"})

    consent.refresh_from_db()
    assert (consent.withdrawn_channel, consent.person, Contact.objects.count()) == ("holder_page", None, 0)


def test_after_forgetting_the_page_says_what_remains_and_asks_for_nothing(holder, consent):
    """Regression: what an officer reads out stood there as if somebody spoke."""
    answer = holder.post(reverse("outcomes:holder_forget"), {"pin": "000001"}, follow=True)

    shown = " ".join(answer.content.decode().split())
    assert "Yang masih ada" in shown
    assert "sebagai orang yang berhenti" in shown
    before, asked = shown.split("Setuju lagi, bila Anda mau")
    assert "nama saya" not in before
    assert "Biasanya teks ini dibacakan petugas" in asked
    assert "nama saya petugas penempatan" not in asked


def test_whoever_has_not_agreed_reads_whose_words_these_are(holder):
    shown = " ".join(page(holder).split())

    assert shown.index("Biasanya teks ini dibacakan petugas") < shown.index("nama saya (nama petugas)")
    assert "Yang masih ada" not in shown


def test_a_paper_of_attendance_is_called_one(holder, cards):
    """Regression: it was called a certificate in force, which its check page never says."""
    change(cards[0], paper="attendance")

    shown = page(holder)

    assert "Surat keterangan Anda" in shown
    assert "Surat keterangan berlaku" in shown
    assert "Sertifikat" not in shown.split("<main")[1].split("</main>")[0]


def test_an_old_open_page_writes_nothing_after_the_withdrawal(holder, consent):
    holder.post(reverse("outcomes:holder_forget"), {"pin": "000001"})

    answers = [
        holder.post(reverse("outcomes:holder_number"), {"hp": "0812 0000 1111"}),
        holder.post(reverse("outcomes:holder_tell"), {"kabar": "kerja"}),
    ]

    assert ([one.status_code for one in answers], Contact.objects.count(), Outcome.objects.count()) == ([409] * 2, 0, 0)


def test_the_badge_is_the_signed_one_and_offered_only_where_there_is_one(holder, cards):
    badge = reverse("outcomes:holder_badge")
    assert badge not in page(holder)
    assert holder.get(badge)["Location"] == reverse("outcomes:holder_page")
    Credential.objects.create(certificate=cards[0], token="aaa.bbb.ccc")

    answer = holder.get(badge)

    assert badge in page(holder)
    assert (answer.content, answer["Content-Type"], answer["Cache-Control"]) == (
        b"aaa.bbb.ccc",
        "application/vc+jwt",
        "no-store",
    )
    assert 'filename="lencana.jwt"' in answer["Content-Disposition"]


def test_posts_from_other_sites_are_refused(holder, consent):
    answer = holder.post(reverse("outcomes:holder_tell"), {"kabar": "kerja"}, headers={"sec-fetch-site": "cross-site"})

    assert (answer.status_code, Outcome.objects.count()) == (403, 0)


def test_the_page_is_light_keeps_no_trace_and_needs_no_script(holder, consent):
    answer = holder.get(reverse("outcomes:holder_page"))
    styles = [settings.BASE_DIR / "static" / "css" / f"{name}.css" for name in ("tokens", "public", "holder")]
    weight = sum(len(brotli.compress(path.read_bytes())) for path in styles) + len(brotli.compress(answer.content))

    assert weight < 25_000
    assert len(answer.content) < 25_000
    assert "<script" not in answer.content.decode()
    assert answer["Cache-Control"] == "no-store"
    assert answer.cookies.keys() == set()


def test_english_is_kept_through_the_forms(cards):
    client = Client()
    shown = client.get(SIGN_IN + "?bahasa=en").content.decode()
    answer = client.post(SIGN_IN, {"kode": cards[0].code, "pin": "000001", "bahasa": "en"})

    assert "Code of the certificate" in shown
    assert answer["Location"].endswith("?bahasa=en")
