"""What was not handed over, what ends, what people hold."""

import io
from datetime import date, timedelta

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from certification.certificates import (
    copies,
    expiry,
    hand_overs,
    holdings,
    issue_certificates,
    outstanding,
)
from certification.register.models import Certificate
from core.models import AccessLogEntry
from tests.certification.files import with_file
from tests.factories import EnrollmentFactory, FacilityFactory, UserFactory
from tests.factories.certification import approved, graduates, staff
from tests.factories.outside import candidate, certified, outside_test
from tests.papers import pages

pytestmark = [pytest.mark.django_db, pytest.mark.engines]
TODAY = date(2026, 11, 23)


@pytest.fixture
def batch():
    return graduates(4)


def url(name):
    return reverse(f"certification:{name}")


def page_of(client, name, query=""):
    answer = client.get(url(name) + query)
    assert answer.status_code == 200
    return answer.content.decode()


def reasons_of(user, rows):
    return {one.pk: outstanding.outstanding_of(one, TODAY + timedelta(days=5)) for one in rows(user)}


# Not handed over


def test_each_certificate_in_the_office_says_why(issued, officer):
    being_made, unprinted, ready, away = issued
    for one in (unprinted, ready, away):
        with_file(one)
    copies.take_copies([ready, away], by=officer)
    person = away.enrollment.person
    person.facility = None
    person.save()

    found = reasons_of(officer, outstanding.certificates)

    assert {pk: (row.why, row.days) for pk, row in found.items()} == {
        being_made.pk: ("file", 5),
        unprinted.pk: ("not_printed", 5),
        ready.pk: ("ready", 5),
        away.pk: ("away", 5),
    }


def test_moved_to_another_facility_is_away_too(issued, officer):
    with_file(issued[0])
    copies.take_copies([issued[0]], by=officer)
    issued[0].enrollment.person.facility = FacilityFactory()
    issued[0].enrollment.person.save()

    assert reasons_of(officer, outstanding.certificates)[issued[0].pk].why == "away"


def test_what_was_handed_over_or_is_out_of_force_does_not_lie_in_the_office(issued, officer):
    one, two, three, four = issued
    hand_overs.hand_over(one, by=officer, handed_on=TODAY, received_by=one.enrollment.person.full_name)
    Certificate.objects.filter(pk=two.pk).update(state="superseded")

    assert set(reasons_of(officer, outstanding.certificates)) == {three.pk, four.pk}


def test_certificates_of_bodies_stand_in_the_same_list(sign_in, batch, officer):
    test = outside_test(batch.training_center)
    held = certified(test, number="953 1", batch=batch)
    candidate(test, batch=batch, result="K")
    certified(test, number="953 2", batch=batch, handed_on=TODAY, received_by="Ahmad", handed_by=officer)

    assert {pk: row.why for pk, row in reasons_of(officer, outstanding.outside_certificates).items()} == {
        held.pk: "ready"
    }
    page = page_of(sign_in(officer), "outstanding", "?jenis=kompetensi")
    assert "953 1" in page
    assert "953 2" not in page


def test_page_tells_the_center_nothing_of_custody(sign_in, issued, officer):
    with_file(issued[0])
    copies.take_copies([issued[0]], by=officer)
    issued[0].enrollment.person.facility = None
    issued[0].enrollment.person.save()

    page = page_of(sign_in(officer), "outstanding")

    assert "tidak dapat ditemui lagi di pelatihan" in page
    assert "bebas" not in page.split("<main")[1].lower()


# What ends


def ends(certificate, days):
    Certificate.objects.filter(pk=certificate.pk).update(valid_until=TODAY + timedelta(days=days))


@pytest.mark.parametrize(
    ("span", "expected"),
    [("90", [0, 30, 90]), ("30", [0, 30]), ("lewat", [-1]), ("semua", [-1, 0, 30, 90, 91])],
)
def test_spans_of_the_list(batch, officer, span, expected):
    test = outside_test(batch.training_center, held_on=date(2023, 11, 1))
    for days in (91, 0, -1, 30, 90):
        certified(
            test,
            number=f"953 {days}",
            batch=batch,
            issued_on=date(2023, 11, 2),
            valid_until=TODAY + timedelta(days=days),
        )

    found = expiry.outside(officer, today=TODAY, span=span)

    assert [(one.valid_until - TODAY).days for one in found] == expected


def test_own_certificates_without_an_end_or_force_do_not_stand_in_the_list(issued, officer):
    for one in issued[:3]:
        ends(one, 10)
    Certificate.objects.filter(pk=issued[1].pk).update(state="superseded")

    assert set(expiry.own(officer, today=TODAY)) == {issued[0], issued[2]}


@pytest.mark.parametrize(("words", "count"), [("", 2), ("akhmad", 1), ("953 2", 1), ("...", 0), ("zainal", 0)])
def test_list_is_searched_by_name_and_number(batch, officer, words, count):
    test = outside_test(batch.training_center, held_on=date(2023, 11, 1))
    for number, name in enumerate(("Ahmad Noor", "Siti Rahmah"), 1):
        certified(
            test,
            number=f"953 {number}",
            name=name,
            batch=batch,
            issued_on=date(2023, 11, 2),
            valid_until=TODAY + timedelta(days=number),
        )

    assert expiry.outside(officer, today=TODAY, words=words).count() == count


def test_page_and_file_show_the_same(sign_in, issued, officer):
    ends(issued[0], 5)
    ends(issued[1], 60)
    client = sign_in(officer)

    page = page_of(client, "expiry")
    answer = client.get(url("expiry") + "?masa=30&file=xlsx")

    assert page.index(issued[0].number_text) < page.index(issued[1].number_text)
    assert "5 hari lagi" in page
    rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    first = issued[0]
    assert rows[1:] == [
        [
            first.enrollment.person.full_name,
            first.number_text,
            first.batch.version.program.name,
            first.issued_on,
            TODAY + timedelta(days=5),
            5.0,
        ],
    ]
    assert AccessLogEntry.objects.filter(kind="export", subject="list of certificates that end as xlsx").count() == 1


def test_file_of_bodies_certificates(sign_in, batch, officer):
    test = outside_test(batch.training_center, held_on=date(2023, 11, 1))
    certified(test, number="=1+1", name="Ahmad", batch=batch, issued_on=date(2023, 11, 2), valid_until=TODAY)

    answer = sign_in(officer).get(url("expiry") + "?jenis=kompetensi&file=xlsx")

    rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert rows[1] == ["Ahmad", "'=1+1", test.scheme_name, date(2023, 11, 2), TODAY, 0.0]


# What people hold


@pytest.fixture
def wali(batch):
    return UserFactory(roles=["case_officer"], facility=batch.facility)


def ward(certificate, officer, name):
    person = certificate.enrollment.person
    person.set_name(name)
    person.case_officer = officer
    person.save()


def test_case_officer_sees_own_wards_with_all_they_hold(sign_in, batch, issued, officer, wali):
    ward(issued[0], wali, "Ahmad Noor")
    issued[1].enrollment.person.set_name("Orang Lain")
    issued[1].enrollment.person.save()
    hand_overs.hand_over(issued[0], by=officer, handed_on=TODAY, received_by="Ahmad Noor")
    test = outside_test(batch.training_center)
    test.candidates.create(enrollment=issued[0].enrollment, added_by=officer, result="K")

    page = page_of(sign_in(wali), "holding_list")
    text = " ".join(pages(sign_in(wali).get(url("holding_print")).content))

    for shown in (page, " ".join(text.split())):
        assert "Ahmad Noor" in shown
        assert issued[0].number_text in shown
        assert "Kompeten, menunggu sertifikat" in shown
        assert "23 Nov 2026" in shown
        assert "Orang Lain" not in shown
    assert AccessLogEntry.objects.filter(subject="certificates of people", kind="print").count() == 1


def test_training_officer_sees_everybody_of_the_facility(sign_in, batch, issued):
    user = UserFactory(roles=["training_officer"], facility=batch.facility)

    page = page_of(sign_in(user), "holding_list")

    assert all(one.number_text in page for one in issued)
    assert not holdings.is_for_wards_only(user)


def test_certificates_of_an_earlier_facility_are_not_shown(batch, wali):
    other = graduates(1)
    elsewhere = issue_certificates.issue(
        approved(other.enrollments.get()), by=staff(other.training_center, "certificate_officer"), render_after=False
    )
    person = elsewhere.enrollment.person
    person.facility, person.case_officer = batch.facility, wali
    person.save()
    EnrollmentFactory(batch=batch, person=person, state="completed")

    assert [holdings.holdings(one, TODAY) for one in holdings.holders(wali)] in ([], [[]])


@pytest.mark.parametrize(
    ("fields", "state", "handed"),
    [
        ({"result": "BK"}, "Belum kompeten", "–"),
        ({"result": "TH"}, "Tidak hadir", "–"),
        ({"result": "K"}, "Kompeten, menunggu sertifikat", "–"),
        ({"certificate_number": "953"}, "Berlaku", "belum"),
        ({"certificate_number": "953", "valid_until": date(2026, 11, 22)}, "Kedaluwarsa", "belum"),
    ],
)
def test_states_of_what_bodies_gave(batch, fields, state, handed):
    test = outside_test(batch.training_center, held_on=date(2023, 11, 1))
    place = batch.enrollments.first()
    values = {"added_by": test.created_by, "result": "K", **fields}
    if "certificate_number" in fields:
        values = {"issued_on": date(2023, 11, 22), "valid_until": date(2026, 11, 23), **values}
    test.candidates.create(enrollment=place, **values)
    user = UserFactory(roles=["training_officer"], facility=batch.facility)

    found = [one for person in holdings.holders(user) for one in holdings.holdings(person, TODAY)]

    assert [(one.state, one.handed_over) for one in found] == [(state, handed)]


def test_expired_and_revoked_say_so(issued, batch):
    ends(issued[0], -1)
    Certificate.objects.filter(pk=issued[1].pk).update(state="superseded")
    user = UserFactory(roles=["training_officer"], facility=batch.facility)

    found = [holdings.holdings(person, TODAY)[0] for person in holdings.holders(user)]

    assert [one.kind for one in found] == ["warn", "quiet", "ok", "ok"]


def test_lists_ask_the_same_number_of_times_for_many(sign_in, batch, officer, django_assert_max_num_queries):
    boss = UserFactory(roles=["training_officer"], facility=batch.facility)
    names = ("outstanding", "expiry", "holding_list")
    counts = []
    client = sign_in(boss)
    page_of(client, "expiry")
    for size in (1, 3):
        for one in batch.enrollments.filter(certificates__isnull=True)[:size]:
            ends(issue_certificates.issue(approved(one), by=officer, render_after=False), 9)
        found = []
        for name in names:
            with django_assert_max_num_queries(15) as asked:
                page_of(client, name)
            found.append(len(asked))
        counts.append(found)

    assert counts[0] == counts[1]
