"""Texts of agreements: which one holds on a day, and that two people change it."""

from datetime import date, timedelta
from string import Formatter

import pytest
from django.db import DatabaseError, transaction
from hypothesis import given
from hypothesis import strategies as st

from accounts.roles import Side
from core import clock
from core.errors import RuleViolation
from core.models import AuditEvent
from inmates.consents import consent_texts
from inmates.consents.codes import NAMES, PREFIXES, SIDES, ConsentKind
from inmates.consents.consent_texts import _is_filled_by, first, text_on, versions
from inmates.consents.first_texts import FIRST_TEXTS
from inmates.consents.models import ConsentText
from outcomes.needs.neutral_words import words_found
from tests.conftest import MONDAY
from tests.factories import FacilityFactory, UserFactory
from tests.reasons import codes

pytestmark = [pytest.mark.django_db, pytest.mark.engines]
TODAY = MONDAY.date()
TEXT = "Bapak/Ibu, saya {officer}. Bolehkah kami bertanya kelak? Data dihapus bila diminta. " * 2


@pytest.fixture
def head():
    return UserFactory(roles=["blk_head"])


@pytest.fixture
def other(head):
    return UserFactory(roles=["auditor"], training_center=head.training_center)


def written(by, *, kind="follow_up", text=TEXT, days=1):
    office = by.training_center or by.facility
    return consent_texts.write(office, kind, by=by, text=text, valid_from=TODAY + timedelta(days=days))


def refused(command, *args, **kwargs):
    with pytest.raises(RuleViolation) as violation:
        command(*args, **kwargs)
    return set(codes(violation))


def test_every_kind_has_a_side_a_beginning_and_a_first_text_that_can_be_read():
    assert set(SIDES) == set(PREFIXES) == set(FIRST_TEXTS) == set(ConsentKind)
    for kind, text in FIRST_TEXTS.items():
        assert {name for _text, name, _form, _how in Formatter().parse(text) if name} == set(NAMES.get(kind, ()))
        assert consent_texts.SHORTEST_TEXT <= len(text) <= consent_texts.LONGEST_TEXT
        if SIDES[kind] == Side.CENTER:
            assert words_found(text) == []


def test_a_text_holds_from_its_day_once_another_person_has_confirmed_it(head, other):
    center = head.training_center
    row = written(head, days=3)
    assert text_on(center, "follow_up", TODAY + timedelta(days=9)) == first("follow_up")

    consent_texts.confirm(row, center, by=other)

    days = (2, 3, 9)
    assert [text_on(center, "follow_up", TODAY + timedelta(days=day)).name for day in days] == [
        "SETUJU-v1",
        "SETUJU-v2",
        "SETUJU-v2",
    ]
    assert [one.name for one in versions(center)["follow_up"]] == ["SETUJU-v2", "SETUJU-v1"]
    assert text_on(FacilityFactory(), "follow_up", TODAY + timedelta(days=9)).name == "SETUJU-v1"
    acts = AuditEvent.objects.filter(action__startswith="consent_text").order_by("pk")
    assert [(event.action, event.details["version"]) for event in acts] == [
        ("consent_text.propose", "SETUJU-v2"),
        ("consent_text.confirm", "SETUJU-v2"),
    ]


def test_whoever_wrote_a_text_does_not_confirm_it(head):
    row = written(head)

    assert refused(consent_texts.confirm, row, head.training_center, by=head) == {"four_eyes"}
    assert ConsentText.objects.confirmed().count() == 0


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"days": 0}, "past"),
        ({"kind": "application"}, "not_asked"),
        ({"text": "Ya"}, "length"),
        ({"text": "x" * 1501}, "length"),
        ({"text": TEXT + "{nomor}"}, "names"),
        ({"text": TEXT + "{officer.password}"}, "names"),
        ({"text": TEXT + "{officer!r}"}, "names"),
        ({"text": TEXT + "{"}, "names"),
        ({"text": TEXT + "mantan napi"}, "words"),
    ],
)
def test_a_text_is_refused(head, said, code):
    assert refused(written, head, **said) == {code}
    assert ConsentText.objects.count() == 0


def test_strangers_and_other_roles_change_no_text(head, other):
    center, row = head.training_center, written(head)
    stranger = UserFactory(roles=["blk_head"])
    officer = UserFactory(roles=["placement_officer"], training_center=center)

    for by in (stranger, officer):
        assert refused(consent_texts.confirm, row, center, by=by) == {"not_authorized"}
        assert refused(consent_texts.reject, row, center, by=by, reason="Belum jelas bagi peserta") == {
            "not_authorized"
        }
        assert "not_authorized" in refused(
            consent_texts.write, center, "training", by=by, text=TEXT, valid_from=TODAY + timedelta(days=2)
        )


def test_one_text_waits_at_a_time_and_days_only_go_forward(head, other):
    center, row = head.training_center, written(head, days=5)
    assert refused(written, head, days=6) == {"waits"}
    consent_texts.confirm(row, center, by=other)

    assert refused(written, head, days=5) == {"order"}
    assert refused(consent_texts.confirm, row, center, by=other) == {"decided"}
    assert refused(consent_texts.reject, row, center, by=other, reason="Belum jelas bagi peserta") == {"decided"}
    assert written(other, days=6).version == "SETUJU-v3"


def test_a_text_whose_day_has_come_is_not_confirmed_any_more(head, other):
    row = written(head, days=1)

    with clock.moved_to(MONDAY + timedelta(days=1)):
        assert refused(consent_texts.confirm, row, head.training_center, by=other) == {"past"}


def test_a_rejected_text_goes_and_its_words_stay_in_the_audit(head, other):
    row = written(head)
    assert refused(consent_texts.reject, row, head.training_center, by=other, reason="x") == {"reason_missing"}

    consent_texts.reject(row, head.training_center, by=other, reason="Belum jelas bagi peserta")

    assert ConsentText.objects.count() == 0
    assert AuditEvent.objects.get(action="consent_text.propose").details["text"] == TEXT.strip()
    assert AuditEvent.objects.get(action="consent_text.reject").details["reason"] == "Belum jelas bagi peserta"


def test_what_was_confirmed_cannot_be_changed_or_deleted(head, other):
    row = consent_texts.confirm(written(head), head.training_center, by=other)

    for write in (lambda: ConsentText.objects.update(text="Lain"), row.delete):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            write()


@given(st.text(alphabet="{}officer!:. 0", max_size=30))
def test_whatever_passes_can_be_filled(text):
    if _is_filled_by(text, ("officer",)):
        assert "{officer}" not in text.format(officer="Rina") or "{{" in text


@given(st.lists(st.integers(1, 400), unique=True, max_size=6), st.integers(0, 500))
def test_the_text_of_a_day_is_the_latest_that_has_begun(days, asked):
    """The rule of the page and that of the question agree, whatever days texts begin on."""
    rows = [
        ConsentText(kind="follow_up", number=number, valid_from=TODAY + timedelta(days=day), confirmed_at=MONDAY)
        for number, day in enumerate(sorted(days), 2)
    ]
    texts = [consent_texts.Version(row.version, "", row) for row in reversed(rows)] + [first("follow_up")]

    found = next(one for one in texts if one.holds_on(TODAY + timedelta(days=asked)))

    begun = [day for day in sorted(days) if day <= asked]
    assert found.name == f"SETUJU-v{len(begun) + 1}"


def test_an_older_day_has_the_first_text():
    assert text_on(FacilityFactory(), "application", date(2020, 1, 1)).name == "DAFTAR-v1"
