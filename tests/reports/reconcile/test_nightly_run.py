"""The run and its command: notes what is new, forgets what is gone, changes nothing else and names nobody."""

import json
from datetime import timedelta
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command

from core import clock
from reports.reconcile.contradictions import KINDS
from reports.reconcile.models import Finding, ReconcileCount, ReconcileRun
from reports.reconcile.nightly_run import reconcile
from tests.conftest import MONDAY
from tests.constraints import change
from tests.factories import FacilityFactory
from tests.reports.reconcile.contradictory import SEEDS, agreed

pytestmark = [pytest.mark.django_db, pytest.mark.engines]
OWN = {ReconcileRun, ReconcileCount, Finding}


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    with agreed(django_db_blocker) as world:
        yield world


def counts(run):
    return set(run.counts.values_list("kind", "facility", "training_center", "count", "new", "gone"))


def everything_else():
    """Every row of every table but the run's own."""
    models = [model for model in apps.get_models(include_auto_created=True) if model not in OWN]
    return {model._meta.label: sorted(map(written, model._base_manager.values_list())) for model in models}


def written(row) -> str:
    # PostgreSQL gives files as views of memory, of which no two are equal in writing.
    return repr([bytes(value) if isinstance(value, memoryview) else value for value in row])


def test_run_notes_what_it_found_and_what_changed(world):
    SEEDS["over_capacity"](world)
    SEEDS["number_unaccounted"](world)
    first = reconcile()

    capacity = ("over_capacity", world.facility.pk, None)
    number = ("number_unaccounted", None, world.center.pk)
    assert counts(first) == {(*number, 1, 1, 0), (*capacity, 1, 1, 0)}
    assert (first.state, first.started_at, first.finished_at, first.night) == ("done", MONDAY, MONDAY, None)

    change(world.batch, capacity=16)
    with clock.moved_to(MONDAY + timedelta(days=1)):
        SEEDS["session_without_counts"](world)
        second = reconcile()
    counted = ("session_without_counts", world.facility.pk, None)
    assert counts(second) == {(*number, 1, 0, 0), (*capacity, 0, 0, 1), (*counted, 1, 1, 0)}
    assert list(Finding.objects.values_list("kind", "batch", "session", "found_at")) == [
        ("number_unaccounted", None, None, MONDAY),
        ("session_without_counts", world.batch.pk, world.session.pk, MONDAY + timedelta(days=1)),
    ]


def test_run_repairs_nothing_and_writes_no_other_row(world):
    for code in ("over_capacity", "present_but_away", "number_unaccounted", "offered_without_offer", "out_for_long"):
        SEEDS[code](world)
    before = everything_else()

    reconcile()
    reconcile()

    assert everything_else() == before
    assert Finding.objects.count() == 5


def test_matter_that_moves_to_another_office_is_new_there(world):
    SEEDS["out_for_long"](world)
    reconcile()
    there = FacilityFactory()
    change(world.stranger, facility=there)
    world.stranger.custody_periods.update(facility=there)
    world.stranger.register_numbers.update(facility=there)

    assert counts(reconcile()) == {
        ("out_for_long", world.facility.pk, None, 0, 0, 1),
        ("out_for_long", there.pk, None, 1, 1, 0),
    }


def told(*options) -> tuple[str, str]:
    """What the command wrote, and with which words it ended."""
    out = StringIO()
    try:
        call_command("reconcile", *options, stdout=out)
    except CommandError as error:
        return out.getvalue(), f"{error.returncode} {error}"
    return out.getvalue(), ""


def line(office, kind) -> str:
    return f"      1 (+1 -0)      {office.code:20} {kind}"


def test_command_tells_kinds_and_counts_without_names(world):
    SEEDS["present_but_away"](world)
    SEEDS["number_unaccounted"](world)

    text, end = told()

    assert end == "1 Contradictions: 2. The officers of each office see which records."
    lines = text.splitlines()
    assert lines[0].startswith(f"{len(KINDS)} kinds of contradictions were looked for in ")
    assert lines[1:] == [
        "2 found, 2 new, 0 gone since the last time.",
        line(world.facility, "Recorded as present on a day on which the person was not expected [present_but_away]"),
        line(world.center, "A series has a number that nobody can account for [number_unaccounted]"),
    ]
    assert world.person.full_name not in text


def test_command_writes_json(world):
    SEEDS["audit_chain_broken"](world)
    world.facility.__class__.objects.filter(pk=world.facility.pk).update(code="X")

    text, end = told("--json")

    report = json.loads(text)
    report.pop("seconds")
    assert report == {
        "started_at": MONDAY.astimezone(ZoneInfo("UTC")).isoformat(timespec="seconds"),
        "looked_for": len(KINDS),
        "count": 1,
        "new": 1,
        "gone": 0,
        "kinds": [
            {
                "kind": "audit_chain_broken",
                "title": "The audit ends elsewhere than it says",
                "office": None,
                "count": 1,
                "new": 1,
                "gone": 0,
            }
        ],
    }
    assert end.startswith("1 ")


def test_command_ends_well_where_everything_agrees(world):
    text, end = told()

    assert end == ""
    assert text.splitlines()[1:] == ["0 found, 0 new, 0 gone since the last time."]


def test_command_counts_what_a_check_of_an_earlier_version_found_as_gone():
    Finding.objects.create(kind="dropped", key="1")

    assert told()[0].splitlines()[2] == "      0 (+0 -1)      system               dropped [dropped]"


def test_command_says_that_another_run_is_under_way():
    ReconcileRun.objects.create()

    assert told() == ("", "2 Another reconcile is under way. Wait until it has ended.")
