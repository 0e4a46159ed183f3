"""The table of transitions, asked in every pair of states as every role, and the database that agrees with it."""

import re
from itertools import product
from pathlib import Path

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction

from accounts.roles import Role
from core import clock
from core.errors import RuleViolation
from programs.selection import application_states
from programs.selection.application_states import SYSTEM, TRANSITIONS, State, can_move, may_move, move
from programs.selection.models import Application
from tests.factories import ApplicationFactory, BatchFactory, UserFactory
from tests.factories.accounts import give_beside

pytestmark = pytest.mark.engines

PAIRS = list(product(State.values, repeat=2))
# Written out once more, apart from the table that it checks: who may bring about what.
CHAIR, OFFICER, REGISTRAR, HEAD = "board_chair", "training_officer", "registrar", "rutan_head"
EXPECTED = {
    ("submitted", "admitted"): {CHAIR},
    ("submitted", "reserve"): {CHAIR},
    ("submitted", "rejected"): {CHAIR},
    ("submitted", "withdrawn"): {OFFICER, REGISTRAR, SYSTEM},
    ("submitted", "lapsed"): {SYSTEM},
    ("admitted", "reserve"): {CHAIR},
    ("admitted", "rejected"): {CHAIR},
    ("admitted", "enrolled"): {OFFICER},
    ("admitted", "withdrawn"): {OFFICER, REGISTRAR, SYSTEM},
    ("admitted", "lapsed"): {SYSTEM},
    ("reserve", "admitted"): {CHAIR},
    ("reserve", "rejected"): {CHAIR},
    ("reserve", "offered"): {SYSTEM},
    ("reserve", "withdrawn"): {OFFICER, REGISTRAR, SYSTEM},
    ("reserve", "lapsed"): {SYSTEM},
    ("offered", "enrolled"): {OFFICER},
    ("offered", "reserve"): {SYSTEM},
    ("offered", "withdrawn"): {OFFICER, REGISTRAR, SYSTEM},
    ("offered", "lapsed"): {SYSTEM},
    ("rejected", "admitted"): {CHAIR, HEAD},
    ("rejected", "reserve"): {CHAIR, HEAD},
    ("withdrawn", "submitted"): {OFFICER, REGISTRAR},
    ("withdrawn", "admitted"): {OFFICER, REGISTRAR},
    ("withdrawn", "reserve"): {OFFICER, REGISTRAR},
}


@pytest.fixture(scope="module")
def everybody(django_db_setup, django_db_blocker):
    """A user of each role, and None for what follows by itself."""
    with django_db_blocker.unblock(), transaction.atomic():
        users = {role.value: UserFactory(roles=[role]) for role in Role}
        for user in users.values():
            assert user.role_names
        yield {**users, SYSTEM: None}
        transaction.set_rollback(True)


@pytest.mark.parametrize(("before", "after"), PAIRS)
def test_every_pair_of_states_as_every_role(everybody, before, after):
    allowed = {name for name, user in everybody.items() if may_move(before, after, user)}

    assert allowed == EXPECTED.get((before, after), set())
    assert can_move(before, after) == ((before, after) in EXPECTED)


def test_the_table_names_no_pair_but_these():
    assert {pair: set(roles) for pair, roles in TRANSITIONS.items()} == EXPECTED


FIELDS = {
    "reserve": {"reserve_position": 1},
    "offered": {"reserve_position": 1},
    "withdrawn": {"closing": "own_wish"},
    "lapsed": {"closing": "batch_over"},
}


@pytest.mark.django_db
@pytest.mark.parametrize(("before", "after"), [pair for pair in PAIRS if pair not in EXPECTED])
def test_the_command_refuses_what_is_not_in_the_table(before, after):
    chair = UserFactory(roles=["board_chair"])
    give_beside(chair, *list(Role)[:5])
    application = ApplicationFactory(state=before, decided_by_chair=chair)

    for by in (chair, None):
        with pytest.raises(RuleViolation) as caught:
            move(application, after, by=by)
        assert [reason.code for reason in caught.value.reasons] == ["no_such_transition"]

    application.refresh_from_db()
    assert (application.state, application.revision) == (before, 1)


@pytest.mark.django_db
@pytest.mark.parametrize(("before", "after"), sorted(EXPECTED))
def test_the_command_writes_what_is_in_the_table(before, after):
    role = min(EXPECTED[before, after])
    by = None if role == SYSTEM else UserFactory(roles=[role])
    chair = UserFactory(roles=["board_chair"])
    application = ApplicationFactory(state=before, decided_by_chair=chair)
    fields = {**FIELDS.get(after, {}), **({"closed_at": clock.now()} if "closing" in FIELDS.get(after, {}) else {})}
    if before == "withdrawn":
        fields |= {"closing": "", "closed_at": None}
    if (before, after) == ("reserve", "offered"):
        fields = {}

    move(application, after, by=by, **fields)

    application.refresh_from_db()
    assert (application.state, application.revision) == (after, 2)
    assert bool(application.reserve_position) == (after in ("reserve", "offered"))
    assert application.state_before == (before if after in ("withdrawn", "lapsed") else "")


@pytest.mark.django_db
def test_another_role_is_told_so():
    with pytest.raises(RuleViolation) as caught:
        move(ApplicationFactory(), "admitted", by=UserFactory(roles=["training_officer"]))

    assert [reason.code for reason in caught.value.reasons] == ["not_your_role"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"state": "accepted"}, "application_state_is_one_of_the_table"),
        ({"state": "withdrawn"}, "application_is_closed_with_a_reason"),
        ({"state": "lapsed", "closing": "batch_over"}, "application_is_closed_with_a_reason"),
        ({"closing": "own_wish"}, "application_is_closed_with_a_reason"),
        ({"state": "admitted"}, "application_is_decided_by_somebody_with_a_reason"),
        ({"reserve_position": 3}, "application_on_the_reserve_list_has_a_position"),
        ({"interest": 6}, "application_interest_is_1_to_5"),
    ],
)
def test_the_database_refuses_a_state_without_what_belongs_to_it(change, constraint):
    application = ApplicationFactory()

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Application.objects.filter(pk=application.pk).update(**change)


@pytest.mark.django_db
@pytest.mark.parametrize("state", ["reserve", "offered"])
def test_the_reserve_list_has_positions_in_the_database_too(state):
    application = ApplicationFactory(state=state, decided_by_chair=UserFactory(roles=["board_chair"]))

    with pytest.raises(IntegrityError), transaction.atomic():
        Application.objects.filter(pk=application.pk).update(reserve_position=None)


@pytest.mark.django_db
def test_the_database_knows_one_open_application_a_program():
    first = ApplicationFactory()
    other = BatchFactory(version=first.batch.version, facility=first.batch.facility)

    with pytest.raises(IntegrityError), transaction.atomic():
        ApplicationFactory(person=first.person, batch=other)


def test_no_other_module_writes_a_state_of_an_application():
    """A departure is put back row by row from its journal; everything else goes through `move`."""
    written = re.compile(r"application\.state\s*(=|,.*=)[^=]|applications[^\n]*\.update\([^)]*state=")
    root = Path(settings.BASE_DIR)
    modules = [
        path for app in ("inmates", "programs", "certification", "reports") for path in (root / app).rglob("*.py")
    ]
    found = {path.name for path in modules if "migrations" not in path.parts and written.search(path.read_text())}

    assert found == {Path(application_states.__file__).name}
