"""The invented data of a first start: every state that a page can show, created by the commands behind the pages.

Creating them takes long, so it is done once, and each test checks another aspect of the result.
"""

import re
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import override_settings

from accounts.models import User
from accounts.models.power import RoleRequest
from certification.assessment.models.results import UnitResult
from certification.earlier_certificates.models import EarlierCertificate
from certification.register.models import Certificate
from core import clock, due
from core.audit import broken_links
from inmates.custody.models.circumstances import Circumstance
from inmates.inbox.models import InboxTask
from inmates.people.models import Person
from outcomes.placement.models import Introduction
from outcomes.plan.models import PlanLine, TrainingPlan
from programs.attendance.models.session_day import KnownAbsence, RollScan
from programs.batches.models import Batch
from programs.count_alarms.models import CountAlarm
from programs.entry_rules import ladders
from programs.entry_rules.models import EntryRuleSet, RankingScale
from programs.interviews import interview_records
from programs.interviews.models import TrainingGoal
from programs.places.models import Enrollment
from programs.selection.models import Appeal, Application, Hearing, PlaceOffer
from reports.reconcile.contradictions import KINDS
from rutan_blk.demo.cast import SECOND_LEVEL
from tests.conftest import MONDAY
from tests.factories import FacilityFactory, UserFactory
from tests.reports.home.test_counts_open_their_rows import rows_shown

pytestmark = pytest.mark.once


@pytest.fixture(scope="module")
def seeded(django_db_setup, django_db_blocker, tmp_path_factory):
    """The database after the command; taken back when the last test has looked."""
    keys = override_settings(STATEMENT_KEY_DIR=tmp_path_factory.mktemp("keys"))
    with django_db_blocker.unblock(), transaction.atomic():
        with clock.moved_to(MONDAY), keys:
            call_command("seed_demo", stdout=StringIO())
        yield
        transaction.set_rollback(True)


def values(rows, field):
    return set(rows.order_by().values_list(field, flat=True))


def test_applications_are_in_every_state(seeded):
    assert values(Application.objects.all(), "state") == set(Application.State.values)
    assert Application.objects.filter(is_override=True).count() == 1


def test_places_are_offered_and_appeals_wait_and_are_decided(seeded):
    # Whether somebody to whom a place was offered leaves meanwhile is up to the day.
    assert values(PlaceOffer.objects.all(), "state") - {"closed"} == {"open"}
    assert sorted(Appeal.objects.values_list("outcome", flat=True)) == ["", "reserve"]


def test_one_head_count_is_left_to_explain(seeded):
    alarms = CountAlarm.objects.open().values_list("session__batch__name", "session__state", "to_point")

    assert list(alarms) == [("Pertukangan 1/2026", "planned", "left_block")]


# The page of one record, which a number is about and does not count.
ONE_RECORD = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-")


def rows_of(client, url):
    """How many rows the list at `url` has on all its pages."""
    address, found = url.partition("?")[0], 0
    context = client.get(url).context
    if "page" not in context:
        return rows_shown(context)
    while url:
        page = client.get(url).context["page"]
        found, url = found + len(page), page.next and address + page.next
    return found


def test_each_number_of_every_home_opens_as_many_rows(seeded, client, settings):
    # Invented users are let in on the machine itself alone.
    settings.ALLOWED_HOSTS, client.defaults["HTTP_HOST"] = ["127.0.0.1"], "127.0.0.1"
    told, shown = [], []
    for user in User.objects.filter(is_active=True).order_by("pk"):
        client.force_login(user, backend="accounts.backends.RoleBackend")
        home = client.get("/").context
        links = [(task.title, task.url) for task in home["tasks"] if not ONE_RECORD.search(task.url)]
        links += [(f"{one['number']}", one["url"]) for one in home.get("certificate_counts", [])]
        for title, url in links:
            told.append((user.username, url, int(re.search(r"\d+", title)[0])))
            shown.append((user.username, url, rows_of(client, url)))

    assert len(told) > 50
    assert shown == told


def test_one_hearing_is_open_and_the_others_have_minutes(seeded):
    heard = Hearing.objects.filter(state=Hearing.State.OPEN).get()

    assert heard.batch.applications.filter(state="submitted").exists()
    assert not Hearing.objects.filter(state=Hearing.State.CLOSED, minutes={}).exists()


def test_rules_changed_between_application_and_decision(seeded):
    own = EntryRuleSet.objects.exclude(facility=None).exclude(version__program__code=SECOND_LEVEL)
    later = [
        row for row in Application.objects.exclude(decision_rule_set=None) if row.rule_set != row.decision_rule_set
    ]

    assert sorted(own.values_list("state", flat=True)) == ["draft", "in_force"]
    assert {row.decision_rule_set for row in later} == {own.get(state="in_force")}
    assert RankingScale.objects.exclude(facility=None).count() == 1


def test_one_vocation_has_two_levels_in_both_plans_and_whoever_has_the_first_may_take_the_second(seeded):
    lines = PlanLine.objects.filter(vocation__code="welding").order_by("plan__year", "version__program__level")
    officer = User.objects.get(username="pembinaan")
    held = Certificate.objects.filter(batch__name="Las 1/2026", batch__facility=officer.facility, state="issued")
    holder = held.filter(enrollment__person__facility=officer.facility).order_by("pk")[0].enrollment.person_id
    steps = ladders.next_steps(holder, officer, on=MONDAY.date())

    assert list(lines.values_list("plan__year", "level")) == [
        (year, level) for year in (MONDAY.year, MONDAY.year + 1) for level in ("dasar", "lanjutan")
    ]
    assert SECOND_LEVEL in {step.program.code for step in steps}
    assert "LAS-DASAR" not in {step.program.code for step in steps}


def test_some_interviews_and_goals_are_overdue(seeded):
    goals = TrainingGoal.objects.all()

    assert 0 < interview_records.overdue(Person.objects.all(), on=MONDAY.date()).count() < 30
    assert interview_records.goals_due(goals, on=MONDAY.date()).exists()
    assert values(goals, "state") == set(TrainingGoal.State.values)


def test_people_are_out_on_the_way_released_and_one_entry_was_wrong(seeded):
    standing = Circumstance.objects.standing()

    assert values(standing, "kind") >= {"court", "hospital", "isolation", "transfer", "transfer_in", "full_term"}
    assert Circumstance.objects.exclude(withdrawn_at=None).get().kind == "loan"
    assert values(InboxTask.objects.all(), "kind") >= {"programs.arriving", "programs.hand_over"}


def test_absences_are_announced_a_sheet_was_scanned_and_somebody_stays_away(seeded):
    """The last recorded session's roll is open, so that the announcements wait on it."""
    assert values(KnownAbsence.objects.standing(), "status__code") == {"court", "visit"}
    assert RollScan.objects.count() == 1
    away = InboxTask.objects.open().filter(kind="programs.absent_in_a_row")
    assert values(away, "role") == {"training_officer", "blk_coordinator"}


def test_few_records_contradict_each_other_and_each_for_a_reason_of_its_own(seeded):
    """So few that whoever opens the page looks at each; a seed that forgets an order of events makes dozens."""
    with clock.moved_to(MONDAY):
        found = {kind.code: len(list(kind.find(clock.now()))) for kind in KINDS.values()}

    # Figures wait for the first night.
    assert {code: count for code, count in found.items() if count and code != "figures_not_counted"} == {
        "out_for_long": 1,
        "dates_contradict": 1,
        "same_person_twice": 2,
        "admitted_and_waiting": 1,
    }


# What people decide about people and papers, by the column that says it.
DECIDED = {
    Application: "state",
    Appeal: "outcome",
    Enrollment: "state",
    Batch: "state",
    UnitResult: "result",
    Certificate: "state",
    EarlierCertificate: "state",
    Introduction: "step",
    TrainingPlan: "state",
    RoleRequest: "state",
}
# A place that nobody took in time falls back to the list and is offered to the next one there, as the offer says.
ALONE = {("Application", "offered", "reserve"), ("Application", "reserve", "offered")}


def decided():
    return {
        (model.__name__, key): value
        for model, column in DECIDED.items()
        for key, value in model._base_manager.values_list("pk", column)
    }


def test_no_work_that_is_done_by_itself_decides_about_anybody(seeded, settings, tmp_path):
    """All of it, on each of some days until a year later, while everything that waits for a person goes on waiting."""
    settings.STATEMENT_KEY_DIR = tmp_path
    before = decided()
    assert {name for name, _key in before} == {model.__name__ for model in DECIDED}
    with transaction.atomic():
        for days in (0, 1, 8, 60, 400):
            with clock.moved_to(MONDAY + timedelta(days=days, hours=1)):
                for work in due.work_due:
                    # Upkeep runs beside, on a connection of its own, and knows nothing of people.
                    if not work.__module__.startswith("reports.upkeep"):
                        work()
        after = decided()
        transaction.set_rollback(True)

    changed = {(name, before.get((name, key)), value) for (name, key), value in after.items()}
    assert {change for change in changed if change[1] != change[2]} - ALONE == set()


def test_every_chain_of_the_audit_holds(seeded):
    assert list(broken_links()) == []


def test_it_is_made_once_only(seeded):
    with pytest.raises(CommandError, match="there already"):
        call_command("seed_demo", stdout=StringIO())


@pytest.mark.django_db
@pytest.mark.parametrize("occupy", [FacilityFactory, UserFactory])
def test_nothing_is_invented_beside_real_data(occupy):
    occupy()

    with pytest.raises(CommandError, match="real data"):
        call_command("seed_demo", stdout=StringIO())

    assert User.objects.filter(is_demo=True).count() == 0
