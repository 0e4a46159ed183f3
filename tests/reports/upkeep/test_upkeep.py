"""What a site proves each night: when it is due, how it is kept, and who is told."""

import subprocess
import sys
from datetime import datetime, timedelta
from io import StringIO
from typing import ClassVar
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils.functional import lazystr

from core import clock, health
from core.ports import Table
from inmates.people.models import Person
from reports.upkeep import running, upkeep_state
from reports.upkeep import works as works_module
from reports.upkeep.models import UpkeepRun
from reports.upkeep.works import A_WEEK, WORKS, Outcome, Work
from tests.conftest import MONDAY
from tests.constraints import assert_refused, change
from tests.factories import FacilityFactory, PersonFactory, UserFactory

pytestmark = pytest.mark.django_db
WITA = ZoneInfo("Asia/Makassar")


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path


class Works:
    """Works of a test in place of all: what each finds can be set."""

    def __init__(self, monkeypatch):
        self.table, self.done = Table(), []
        for module in (running, upkeep_state):
            monkeypatch.setattr(module, "WORKS", self.table)

    def add(self, code, *, finds=(), fails=None, **changes):
        def do():
            self.done.append(code)
            if fails:
                raise fails
            return Outcome(list(finds), ["looked at everything"])

        words = {"title": lazystr(code.title()), "meaning": lazystr("m"), "advice": lazystr(f"Mend {code}.")}
        return self.table.add(code, Work(code=code, do=do, **words, **changes))


@pytest.fixture
def works(monkeypatch):
    return Works(monkeypatch)


def at(day, hour, minute=0):
    return clock.moved_to(datetime(2026, 11, day, hour, minute, tzinfo=WITA))


def test_work_is_done_once_a_night_and_again_the_next(works):
    FacilityFactory()
    works.add("audit")
    with at(23, 2, 1):
        running.run_due()
        running.run_due()
    with at(24, 1, 59):
        running.run_due()
    assert works.done == ["audit"]

    with at(24, 2):
        running.run_due()

    assert works.done == ["audit", "audit"]
    assert set(UpkeepRun.objects.values_list("state", "says")) == {("well", "looked at everything")}


def test_machine_that_was_off_at_night_does_it_in_the_morning(works):
    FacilityFactory()
    works.add("audit")
    with at(23, 2, 30):
        running.run_due()
    with at(24, 7, 45):
        running.run_due()

    assert works.done == ["audit", "audit"]


def test_weekly_work_is_due_in_the_seventh_night_whatever_its_minute(works):
    FacilityFactory()
    works.add("drill", every=A_WEEK)
    with at(16, 2, 40):
        running.run_due()
    for day in range(17, 23):
        with at(day, 23):
            running.run_due()
    assert works.done == ["drill"]

    with at(23, 2, 5):
        running.run_due()

    assert works.done == ["drill", "drill"]


def test_nothing_is_due_before_there_is_an_office_or_a_place_for_it(works):
    works.add("audit")
    assert running.due_works() == []

    FacilityFactory()
    works.add("backup", is_set_up=lambda: False)

    assert [work.code for work in running.due_works()] == ["audit"]


def test_failed_work_is_tried_again_after_an_hour_and_keeps_why(works):
    FacilityFactory()
    works.add("backup", fails=OSError("No medium"))
    for minutes in (0, 30, 59, 61):
        with clock.moved_to(MONDAY + timedelta(minutes=minutes)):
            running.run_due()

    assert works.done == ["backup", "backup"]
    assert set(UpkeepRun.objects.values_list("state", "says")) == {("failed", "No medium")}


def test_faults_are_kept_and_looked_for_again_the_next_night_only(works):
    FacilityFactory()
    works.add("register", finds=["0001 is missing", "x" * 5000])
    with at(23, 3):
        running.run_due()
        running.run_due()

    run = UpkeepRun.objects.get()
    assert (run.state, run.lines[0]) == ("found", "0001 is missing")
    assert len(run.says) <= running.LONGEST
    assert run.says.endswith("(more in the log)")


def test_killed_run_does_not_keep_the_next_from_its_work(works):
    FacilityFactory()
    work = works.add("backup")
    UpkeepRun.objects.create(work="backup")

    assert running.run(work).state == "well"

    assert list(UpkeepRun.objects.order_by("pk").values_list("state", flat=True)) == ["failed", "well"]


def test_two_processes_do_not_do_upkeep_at_once(works, settings):
    work = works.add("backup")
    hold = "import sys; from django.core.files import locks; f = open(sys.argv[1], 'a'); locks.lock(f, locks.LOCK_EX); "
    with subprocess.Popen(
        [sys.executable, "-c", hold + "print('held', flush=True); sys.stdin.read()", settings.DATA_DIR / "upkeep.lock"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as other:
        assert other.stdout.readline() == b"held\n"
        assert running.is_under_way()
        with pytest.raises(running.UnderWay):
            running.run(work)
        with pytest.raises(CommandError, match="Proses lain"):
            call_command("upkeep", stdout=StringIO())
        other.kill()

    assert not running.is_under_way()
    assert works.done == []


class Process:
    """A process in place of a real one, until it has ended."""

    started: ClassVar = []

    def __init__(self, command, **_):
        self.started.append(command[-1])
        self.ended = None

    def poll(self):
        return self.ended


def test_round_of_due_work_starts_the_command_only_if_something_is_due(works, monkeypatch, settings):
    settings.UPKEEP_AT_NIGHT = True
    monkeypatch.setattr(running.subprocess, "Popen", Process)
    monkeypatch.setattr(Process, "started", [])
    monkeypatch.setattr(running, "_started", [])
    assert not running.start_upkeep()

    FacilityFactory()
    work = works.add("audit")
    assert running.start_upkeep()
    assert not running.start_upkeep()
    running._started[0].ended = 0
    running.run(work)

    assert not running.start_upkeep()
    assert (Process.started, running._started) == (["upkeep"], [])


def test_old_runs_go(works):
    work = works.add("audit")
    UpkeepRun.objects.create(
        work="audit", state="well", started_at=MONDAY - running.KEPT - timedelta(days=1), finished_at=MONDAY
    )

    running.run(work)

    assert UpkeepRun.objects.count() == 1


def test_command_says_what_it_did_and_ends_otherwise_if_not_all_is_well(works):
    FacilityFactory()
    works.add("audit")
    said = StringIO()
    call_command("upkeep", stdout=said)
    call_command("upkeep", stdout=said)
    assert said.getvalue() == "Jejak audit: Semuanya baik\n  looked at everything\nBelum ada yang perlu dikerjakan.\n"

    works.add("keys", finds=["closed"])
    with pytest.raises(CommandError, match="Ada yang tidak baik"):
        call_command("upkeep", stdout=said)
    assert "  closed\n" in said.getvalue()


def test_proofs_of_a_sound_site_find_nothing_and_each_finds_its_fault(settings):
    """With the works of the site itself."""
    for code in ("audit", "register", "seals", "keys", "files"):
        assert WORKS[code].do().faults == []

    person = PersonFactory()
    person.set_nik("6305010101900001")
    person.save()
    Person.objects.filter(pk=person.pk).update(photo="photos/gone.jpg")
    settings.FIELD_KEY = "another"

    assert len(WORKS["keys"].do().faults) == 1
    assert len(WORKS["files"].do().faults) == 1


def test_what_changes_in_the_midst_of_a_look_is_no_fault():
    looks = iter([["a moment", "lasting"], ["lasting"]])

    assert works_module.lasting(lambda: next(looks)).faults == ["lasting"]


def test_fault_that_counts_what_grows_is_found_all_the_same():
    looks = iter([["3 events wait"], ["4 events wait"]])

    assert works_module.lasting(lambda: next(looks)).faults == ["3 events wait"]


def test_runs_of_a_clock_that_was_ahead_stand_in_nobodys_way(works):
    """Regression: dated ten years ahead, they made everything well for ten years."""
    FacilityFactory()
    works.add("audit")
    for state in ("well", "failed"):
        later = MONDAY + timedelta(days=3650)
        UpkeepRun.objects.create(work="audit", state=state, started_at=later, finished_at=later)

    assert [work.code for work in running.due_works()] == ["audit"]
    assert upkeep_state.upkeep().state == health.State.WARNING


# --- Who is told ------------------------------------------------------------------------------------------------


@pytest.fixture
def administrator(sign_in):
    return sign_in(UserFactory(roles=["administrator"]))


def test_administrator_reads_what_needs_a_look_on_the_home_page(works, administrator):
    works.add("audit")
    works.add("backup", finds=["the medium is full"])
    for work in works.table.values():
        running.run(work)

    home = administrator.get(reverse("reports:home")).content.decode()

    assert "Mend backup." in home
    assert "Mend audit." not in home


def test_page_tells_every_work_and_its_runs(works, administrator):
    works.add("audit")
    works.add("register", finds=["0007 is missing"])
    works.add("backup", is_set_up=lambda: False)
    works.add("files")
    running.run(works.table["audit"])
    running.run(works.table["register"])

    page = administrator.get(reverse("reports:upkeep"))

    standing = {one.work.code: (one.kind, one.is_late) for one in page.context["standing"]}
    assert standing == {
        "audit": ("ok", False),
        "register": ("bad", False),
        "backup": ("warn", False),
        "files": ("quiet", False),
    }
    assert "0007 is missing" in page.content.decode()
    assert "Mend register." in page.content.decode()


def test_work_that_is_not_done_for_too_long_is_late(works, administrator):
    work = works.add("backup", late_after=timedelta(hours=26))
    running.run(work)
    for hours, kind in ((25, "ok"), (27, "bad")):
        with clock.moved_to(MONDAY + timedelta(hours=hours)):
            (standing,) = upkeep_state.Standing.of_all()
            assert (standing.kind, standing.is_late) == (kind, kind == "bad")
    with clock.moved_to(MONDAY + timedelta(hours=27)):
        assert upkeep_state.upkeep().state == health.State.FAILED
        assert "Backup (Terlambat): Mend backup." in upkeep_state.upkeep().says


def test_health_tells_what_is_missing_what_is_wrong_and_what_is_well(works):
    work = works.add("audit")
    assert upkeep_state.upkeep().state == health.State.WARNING
    running.run(work)
    assert upkeep_state.upkeep().state == health.State.OK

    running.run(works.add("seals", finds=["broken"]))

    assert upkeep_state.upkeep().says == "Perlu dilihat: Seals (Ada yang salah): Mend seals."


def test_later_failure_outweighs_an_earlier_success(works):
    running.run(works.add("audit"))
    UpkeepRun.objects.create(work="audit", state="failed", finished_at=MONDAY)

    (standing,) = upkeep_state.Standing.of_all()

    assert (standing.kind, standing.last.state) == ("bad", "failed")
    assert standing.good_at == MONDAY


def test_run_is_one_at_a_time_of_a_work_and_over_at_a_moment():
    run = UpkeepRun.objects.create(work="audit")
    assert_refused("upkeep_run_one_at_a_time_of_a_work", lambda: UpkeepRun.objects.create(work="audit"))
    UpkeepRun.objects.create(work="register")
    assert_refused("upkeep_run_is_over_at_a_moment", lambda: change(run, state="well"))
