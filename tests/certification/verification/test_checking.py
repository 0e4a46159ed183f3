from datetime import date, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from certification.certificates import certificate_rendering, issue_certificates
from certification.register import register_proof
from certification.register.models import Certificate, CheckCounter, NumberSeries, SeriesNumber
from certification.verification import check_limit, limits
from certification.verification.certificate_check import look_up
from certification.verification.check_findings import Verdict
from core import audit, clock
from inmates.custody.custody_words import custody_words
from inmates.people.models import Person
from tests.factories.certification import approved, graduates, staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def issued():
    batch = graduates(1)
    officer = staff(batch.training_center, "certificate_officer")
    return issue_certificates.issue(approved(batch.enrollments.first()), by=officer)


def page_of(client, code):
    return client.get(reverse("certification:check", args=[code]))


def become(certificate, **fields):
    Certificate.objects.filter(pk=certificate.pk).update(**fields)


@pytest.mark.parametrize(
    ("fields", "verdict", "word"),
    [
        ({}, Verdict.VALID, "Sertifikat berlaku"),
        ({"state": "superseded"}, Verdict.SUPERSEDED, "Sertifikat sudah diganti"),
        ({"valid_until": date(2026, 11, 22)}, Verdict.EXPIRED, "Masa berlaku sudah berakhir"),
        ({"valid_until": date(2026, 11, 23)}, Verdict.VALID, "Sertifikat berlaku"),
    ],
)
def test_states_of_the_check_page(client, issued, fields, verdict, word):
    become(issued, **fields)

    page = page_of(client, issued.code)

    assert look_up(issued.code).verdict == verdict
    assert word in page.content.decode()
    assert issued.snapshot["holder"]["name"] in page.content.decode()


@pytest.mark.engines
def test_revoked_certificate_says_since_when_and_never_why(client, issued):
    head = staff(issued.batch.training_center, "blk_head")
    become(issued, state="revoked", revoked_at=clock.now(), revoked_by=head, revocation_reason="Nilai dipalsukan")

    text = page_of(client, issued.code).content.decode()

    assert "Sertifikat dicabut" in text
    assert "23 November 2026" in text
    assert "dipalsukan" not in text


@pytest.mark.engines
def test_facts_come_from_the_printed_words(client, issued):
    name = issued.snapshot["holder"]["name"]
    Person.objects.update(full_name="Orang Lain")

    text = page_of(client, issued.code).content.decode()

    assert name in text
    assert "Orang Lain" not in text
    assert "160 JP" not in text
    assert "8 JP" in text


def test_page_is_silent(client, issued):
    page = page_of(client, issued.code)

    assert custody_words(page.content.decode() + reverse("certification:check", args=["X"])) == []
    assert page.cookies == {}
    assert {name: page[name] for name in ("Cache-Control", "X-Robots-Tag", "Referrer-Policy")} == {
        "Cache-Control": "no-store",
        "X-Robots-Tag": "noindex, nofollow",
        "Referrer-Policy": "no-referrer",
    }
    assert '<meta name="robots" content="noindex, nofollow">' in page.content.decode()
    assert len(page.content) < 12_000
    # Birth data stand on the sheet and are nobody's business on the page.
    assert "Lahir" not in page.content.decode()


def test_file_is_compared_with_the_one_that_was_issued(client, issued):
    assert "data-digests" not in page_of(client, issued.code).content.decode()

    digest = certificate_rendering.render(issued).sha256

    assert look_up(issued.code).digests == [digest]
    assert f'data-digests="{digest}"' in page_of(client, issued.code).content.decode()
    assert "data-digests" not in page_of(client, "0" * 26).content.decode()


def test_wrong_and_unknown_look_alike(client, issued, django_assert_num_queries):
    malformed, unknown = "A", "0" * 26
    shapes = []
    for code in (malformed, unknown):
        page_of(client, code)  # the first question of an address makes its counter
        with django_assert_num_queries(5):
            page = page_of(client, code)
        shapes.append((page.status_code, page.content.decode().replace(f'value="{code}"', ""), sorted(page.headers)))

    assert shapes[0] == shapes[1]
    assert shapes[0][0] == 200
    assert "Kode tidak ditemukan" in shapes[0][1]


@pytest.mark.parametrize("change", [str.lower, "-".join, lambda code: code.replace("0", "o")])
def test_code_is_found_however_it_is_typed(client, issued, change):
    assert look_up(change(issued.code)).verdict == Verdict.VALID


def test_scanned_address_leads_to_the_same_page(client, issued):
    path = issued.snapshot["check"]["url"].split(":8000")[-1]

    assert path == f"/C/{issued.code}"
    assert "Sertifikat berlaku" in client.get(path).content.decode()


def test_typed_code_leads_to_its_page(client, issued):
    answer = client.get(reverse("certification:check_start"), {"kode": f" {issued.code.lower()} "})

    assert answer["Location"] == reverse("certification:check", args=[issued.code])
    assert client.get(reverse("certification:check_start")).status_code == 200
    assert client.get(reverse("certification:check_start"), {"kode": "---"}).status_code == 200


@pytest.mark.parametrize("typed", ["https://blk.test/c/{}/", "blk.test/C/{}?bahasa=en", "/{}"])
def test_pasted_address_leads_to_the_page_of_its_code(client, issued, typed):
    answer = client.get(reverse("certification:check_start"), {"kode": typed.format(issued.code)})

    assert answer["Location"] == reverse("certification:check", args=[issued.code])


@pytest.mark.engines
def test_certificate_without_number_cannot_be_found():
    approved(graduates(1).enrollments.first())

    assert look_up("").verdict == Verdict.NOT_FOUND


def check_often(address):
    """As often as one address may within ten minutes, but for one time."""
    for _ in range(limits.MOST_CHECKS - 1):
        check_limit.may_check(address)


def test_too_many_checks_are_stopped_and_start_anew_later(client):
    check_often("127.0.0.1")
    answers = [page_of(client, "0" * 26).status_code for _ in range(2)]

    assert answers == [200, 429]
    stopped = page_of(client, "0" * 26)
    assert (stopped["Retry-After"], stopped.cookies) == ("600", {})
    with clock.moved_to(clock.now() + timedelta(minutes=10)):
        assert page_of(client, "0" * 26).status_code == 200


@pytest.mark.engines
def test_each_address_counts_for_itself():
    for address in ("10.0.0.1", "10.0.0.2"):
        check_often(address)

    assert [check_limit.may_check(address) for address in ("10.0.0.1", "10.0.0.2", "10.0.0.1")] == [True, True, False]


def test_network_of_ipv6_is_one_address():
    for address in ("2001:db8::9", "2001:db8:0:1::9", "x"):
        check_often(address)

    assert [check_limit.may_check(a) for a in ("2001:db8::1", "2001:db8::2", "2001:db8:0:1::1", "x")] == [
        True,
        False,
        True,
        True,
    ]


@pytest.mark.engines
def test_address_is_not_kept_and_counters_are_forgotten():
    check_limit.may_check("10.0.0.1")
    assert "10.0.0.1" not in CheckCounter.objects.get().address

    with clock.moved_to(clock.now() + timedelta(hours=2)):
        check_limit.may_check("10.0.0.9")

    assert CheckCounter.objects.count() == 1


def test_register_that_holds(issued, capsys):
    certificate_rendering.render(issued)

    call_command("verify_register")

    assert "1 numbered papers, the register holds." in capsys.readouterr().out


@pytest.mark.engines
def test_register_tells_what_does_not_hold(issued):
    become(issued, number_text="9999/X", code="0" * 26)
    NumberSeries.objects.update(last_number=2)

    assert len(list(register_proof.contradictions())) == 3
    with pytest.raises(CommandError, match="nothing stands behind it"):
        call_command("verify_register")


def test_register_and_audit_agree_on_what_ended(issued):
    audit.record("certificate.revoke", by=None, target=issued)
    revoked = f"{issued}: the audit says that it was revoked, the register issued"
    assert list(register_proof.contradictions()) == [revoked]

    become(issued, state="superseded")
    replaced = f"{issued}: the audit says that it was revoked, the register superseded"
    assert list(register_proof.contradictions()) == [replaced]


def test_register_notices_an_end_of_which_the_audit_knows_nothing(issued):
    become(issued, state="superseded")

    assert list(register_proof.contradictions()) == [f"{issued}: it is superseded, and the audit knows of no such act"]


@pytest.mark.engines
def test_register_notices_a_number_behind_the_last(issued):
    series = NumberSeries.objects.get()
    SeriesNumber.objects.create(series=series, number=2, given_at=clock.now(), void_reason="Blangko rusak")

    assert len(list(register_proof.contradictions())) == 1


@pytest.mark.engines
@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["", "---"])
def test_empty_code_is_asked_for(client, typed):
    page = client.get(reverse("certification:check_start"), {"kode": typed}).content.decode()

    assert "Kode belum diisi." in page


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["563/0001/BLK-TPN/2026", "SK-0012/BLK/2026", "563/9999/BLK/VIII/2027"])
def test_number_of_a_paper_is_told_from_its_code_whether_it_exists_or_not(client, typed):
    answer = client.get(reverse("certification:check_start"), {"kode": typed})

    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Ini nomor dokumennya." in page
    assert f'value="{typed}"' in page
