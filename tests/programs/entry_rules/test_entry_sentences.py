"""Every answer of every part of the entry rules in the words in which officers and board read it."""

import json
import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.utils import translation

from inmates.custody.models.circumstances import NonAssociation
from programs.batches.models import Batch
from programs.entry_rules.rule_parts import PART_BY_CODE, PARTS
from programs.entry_rules.verdicts import evaluate
from tests.factories import (
    ApplicationFactory,
    BatchFactory,
    EnrollmentFactory,
    EntryRuleSetFactory,
    FacilityFactory,
    PersonFactory,
    ProgramVersionFactory,
    UserFactory,
)
from tests.programs.entry_rules.test_entry_rules import (
    FIT,
    GOOD,
    HALF,
    LAST,
    LOW,
    ROWS,
    TODAY,
    as_it_is,
    certified,
    classified,
    classify,
    held_since,
    limits,
    registered,
    suspended,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def batch():
    return BatchFactory(
        state=Batch.State.SELECTING, starts_on=date(2026, 12, 7), ends_on=date(2027, 1, 25), assessment_on=LAST
    )


@pytest.fixture
def person(batch):
    person = PersonFactory(facility=batch.facility, with_custody=True, birth_date=date(1995, 5, 17))
    person.limiting_dates.create(kind="two_thirds", date=date(2028, 5, 8))
    classify(person, conduct="good", risk="low", fitness="fit")
    return person


def moved_away(person, batch):
    person.facility = FacilityFactory()


def apart(state, **changes):
    """Somebody in the batch, in that state, from whom the person is kept apart."""

    def write(person, batch):
        chair = UserFactory(roles=["board_chair"], facility=batch.facility)
        if state == "place":
            other = EnrollmentFactory(batch=batch).person
        else:
            other = ApplicationFactory(batch=batch, state=state, decided_by_chair=chair).person
        first, second = sorted((person, other), key=lambda one: one.pk)
        NonAssociation.objects.create(
            facility=batch.facility,
            first=first,
            second=second,
            from_date=date(2026, 1, 5),
            decided_by="Karutan",
            recorded_by=chair,
            **changes,
        )

    return write


def holds(version):
    def write(person, batch):
        certified(person, batch.version if version == "the same" else ProgramVersionFactory())

    return write


def was_elsewhere(state):
    def write(person, batch):
        ended = {"ended_on": TODAY, "end_reason": "withdrew"} if state == "ended" else {}
        EnrollmentFactory(person=person, state=state, **ended)

    return write


TOMORROW, DAY_BEFORE = TODAY + timedelta(days=1), date(2026, 12, 6)
MORE = [
    ("custody", {}, as_it_is, "meets", "In custody at this facility."),
    ("custody", {}, moved_away, "fails", "Is not in custody at this facility."),
    (
        "status",
        {"sentenced": False},
        registered(""),
        "missing",
        "Legal status cannot be read from the register number. Complete the register class.",
    ),
    (
        "time_left",
        {"months": 12},
        limits(),
        "missing",
        "Earliest leaving date is not yet known. Complete the limiting dates.",
    ),
    (
        "share_served",
        HALF,
        held_since(date(2029, 12, 7)),
        "missing",
        (
            "How much of the sentence is served is not yet known. "
            "Complete the two-thirds date and the end of the sentence."
        ),
    ),
    ("conduct", GOOD, classified("conduct", from_date=TODAY), "meets", "Conduct: good, valid until 30 Jun 2027."),
    (
        "conduct",
        GOOD,
        classified("conduct", from_date=TOMORROW),
        "missing",
        "Conduct has not been assessed yet. Complete it first.",
    ),
    (
        "risk",
        LOW,
        classified("risk", from_date=TOMORROW),
        "missing",
        "Risk has not been assessed yet. Complete it first.",
    ),
    (
        "fitness",
        FIT,
        classified("fitness", from_date=TOMORROW),
        "missing",
        "Fitness for work has not been examined yet. Complete it first.",
    ),
    ("suspension", {}, as_it_is, "meets", "No running suspension."),
    ("suspension", {}, suspended(from_date=TOMORROW, until=DAY_BEFORE), "meets", "No running suspension."),
    (
        "suspension",
        {},
        suspended(from_date=TODAY, until=TODAY),
        "fails",
        "Suspended from training since 23 Nov 2026 until 23 Nov 2026.",
    ),
    ("not_certified", {}, as_it_is, "meets", "Holds no certificate of this scheme yet."),
    ("not_certified", {}, holds("another"), "meets", "Holds no certificate of this scheme yet."),
    ("not_certified", {}, holds("the same"), "fails", "Already holds a certificate of Las Lanjut."),
    ("no_other_batch", {}, was_elsewhere("completed"), "meets", "In no other running batch."),
    ("no_other_batch", {}, was_elsewhere("ended"), "meets", "In no other running batch."),
    ("clash", {}, was_elsewhere("ended"), "meets", "No lessons at the same time as other training."),
    ("apart", {}, as_it_is, "meets", "Nobody in the batch from whom to be kept apart."),
    ("apart", {}, apart("submitted"), "meets", "Nobody in the batch from whom to be kept apart."),
    ("apart", {}, apart("place", until=date(2026, 6, 30)), "meets", "Nobody in the batch from whom to be kept apart."),
    ("apart", {}, apart("place"), "fails", "Must be kept apart from somebody in the batch (1)."),
    ("apart", {}, apart("admitted"), "fails", "Must be kept apart from somebody in the batch (1)."),
    ("apart", {}, apart("offered"), "fails", "Must be kept apart from somebody in the batch (1)."),
]
ALL = [*ROWS, *MORE]
SENTENCES = {(part.code, wording): words for part in PARTS for wording, words in part.sentences.items()}
INDONESIAN = json.loads((Path(__file__).resolve().parents[2] / "data/entry_sentences.json").read_text())


def answer_of(batch, person, kind, asked, circumstance):
    """The answer of this part alone, and what it is asked."""
    batch.version.program.name = "Las Lanjut"
    batch.version.program.save()
    if kind == "prerequisite":
        batch.version.prerequisite = ProgramVersionFactory(program__name="Las Dasar")
        asked = {"program": str(batch.version.prerequisite.program.public_id), "name": "Las Dasar"}
    EntryRuleSetFactory(version=batch.version, parts={} if kind == "custody" else {kind: asked})
    circumstance(person, batch)
    return {answer.kind: answer for answer in evaluate(batch, [person], on=TODAY)[person.pk]}[kind]


@pytest.mark.parametrize(("kind", "asked", "circumstance", "verdict", "sentence"), ALL)
def test_each_answer_in_both_languages(batch, person, kind, asked, circumstance, verdict, sentence):
    answer = answer_of(batch, person, kind, asked, circumstance)

    with translation.override("en"):
        assert (answer.verdict, answer.message) == (verdict, sentence)
    with translation.override("id"):
        assert answer.message == INDONESIAN[sentence]


def as_pattern(words):
    """A sentence of the catalog with anything in place of its values."""
    return re.sub(r"%\\\(\w+\\\)s", ".+", re.escape(str(words))).replace("%%", "%")


def test_no_sentence_of_any_part_is_left_out():
    with translation.override("en"):
        patterns = {(kind, wording): as_pattern(words) for (kind, wording), words in SENTENCES.items()}

    shown = {
        (kind, wording)
        for (kind, wording), pattern in patterns.items()
        if any(row[0] == kind and re.fullmatch(pattern, row[4]) for row in ALL)
    }

    assert shown == set(SENTENCES)


def test_every_kind_has_a_pass_and_a_failure_and_where_data_can_lack_an_unknown():
    answered = {(row[0], row[3]) for row in ALL}

    never_missing = {"custody", "suspension", "not_certified", "no_other_batch", "apart"}
    expected = {(kind, verdict) for kind in PART_BY_CODE for verdict in ("meets", "fails", "missing")}
    of_remand = {("time_left", "unknown"), ("share_served", "unknown")}
    assert answered == expected - {(kind, "missing") for kind in never_missing} | of_remand
