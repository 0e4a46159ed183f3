"""Whatever a device sends, each of its marks gets an answer and the others are taken. FUZZ=5000 tries more of them."""

import os
import random

import pytest

from programs.attendance.models.marks import Mark
from tests.programs.offline.class_on_tablet import Tablet, Taught
from tests.programs.offline.test_offline_pages import as_json, send

pytestmark = pytest.mark.django_db
FUZZ = int(os.environ.get("FUZZ", "40"))

ODD = [
    None,
    True,
    0,
    -1,
    1.5,
    float("inf"),
    float("nan"),
    2**63,
    10**400,
    "",
    "\ud800",
    "a\0b",
    "\u202e",
    "x" * 5000,
    [],
    {},
    [[[]]],
    {"a": 1},
    ["x"],
    "9999-12-31T23:59:59-23:59",
    "0001-01-01T00:00:00+23:59",
    "2026-13-45",
    "10:00",
]
NO_QUEUES = [
    "",
    "null",
    "[]",
    "5",
    '"x"',
    "[" * 100_000,
    '{"pack":' + "[" * 100_000,
    '{"pack":' + "9" * 5000 + "}",
    '{"pack":"x","operations":[]}',
    '{"operations":[]}',
    '{"pack":' + "[" * 900 + "]" * 900 + ',"operations":[]}',
]


@pytest.fixture
def taught():
    return Taught()


@pytest.fixture
def tablet(taught):
    return Tablet(taught)


@pytest.fixture
def instructor(taught, sign_in):
    return sign_in(taught.instructor)


def test_odd_mark_is_answered_and_the_one_behind_it_taken(taught, tablet, instructor):
    dice = random.Random(20261129)
    odd, good = as_json(tablet.marks(0, "present")), as_json(tablet.marks(1, "present"))
    pairs = [(name, value) for name in odd for value in ODD]
    for name, value in dice.sample(pairs, min(FUZZ, len(pairs))):
        sent = {"pack": str(taught.pack.public_id), "operations": [{**odd, name: value}, good]}

        answers = send(instructor, sent).json()["answers"]

        assert len(answers) == 2, (name, value)
        assert {row["outcome"] for row in answers if row["id"] == good["id"]} == {"accepted"}, (name, value)
    assert Mark.objects.filter(enrollment=taught.people[1]).count() == 1


@pytest.mark.parametrize(
    "value", ["\ud800", 5, "9999-12-31T23:59:59-23:59", "0001-01-01T00:00:00+23:59", [[]]], ids=str
)
@pytest.mark.parametrize("name", ["made_at", "status"])
def test_mark_that_nothing_can_keep_is_told_by_its_number(taught, tablet, instructor, name, value):
    odd = {**as_json(tablet.marks(0, "present")), name: value}

    answers = send(instructor, {"pack": str(taught.pack.public_id), "operations": [odd]}).json()["answers"]

    assert [(row["id"], row["answer"]) for row in answers] == [(odd["id"], "rejected")]


def test_note_is_kept_without_half_a_letter(taught, tablet, instructor):
    mark = {**as_json(tablet.marks(0, "excused")), "note": "ibu\ud800 sakit\u202e"}

    answers = send(instructor, {"pack": str(taught.pack.public_id), "operations": [mark]}).json()["answers"]

    assert [row["answer"] for row in answers] == ["accepted"]
    assert Mark.objects.get().note == "ibu sakit"


@pytest.mark.parametrize("body", NO_QUEUES, ids=range(len(NO_QUEUES)))
def test_what_is_no_queue_is_refused_with_a_sentence(instructor, body):
    answer = instructor.post("/luring/kirim/", body, content_type="application/json")

    assert answer.status_code in (404, 422)
    assert answer.status_code == 404 or answer.json()["message"]


def test_values_nested_as_deep_as_can_be_read_are_answered(taught, instructor):
    pack, dice = taught.pack.public_id, random.Random(20261129)
    for depth in dice.sample(range(100, 1000), min(FUZZ, 900) // 4):
        deep = "[" * depth + "]" * depth
        for name in ("id", "note", "made_at"):
            body = f'{{"pack": "{pack}", "operations": [{{"{name}": {deep}}}]}}'

            answer = instructor.post("/luring/kirim/", body, content_type="application/json")

            assert answer.status_code in (200, 422), (depth, name)
