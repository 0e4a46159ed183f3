"""The report of a month: every number worked out by hand, never changed afterwards, and what a later one says."""

from datetime import date, datetime, time

import pytest
from django.db import DatabaseError, transaction

from core import audit, clock
from core.errors import RuleViolation
from core.models import AuditEvent
from programs.attendance import mark_changes
from programs.attendance.models.kept_hours import KeptHours
from programs.count_alarms.models import CountAlarm
from programs.timetable.models.sessions import Session
from reports.kept import keeping
from reports.monthly import month_reports
from reports.monthly.models import MonthReport, MonthReportPlace
from reports.monthly.month_figures import figures_of
from reports.monthly.month_rows import MonthRows
from reports.retention import destructions
from tests.conftest import MONDAY
from tests.constraints import assert_refused, copy_of
from tests.factories import FacilityFactory, UserFactory
from tests.factories.certification import UnitResultFactory
from tests.factories.hand_worked import hand_worked
from tests.reports.retention.test_destructions import destroyed

pytestmark = [pytest.mark.django_db, pytest.mark.engines]

OCTOBER, NOVEMBER = date(2026, 10, 1), date(2026, 11, 1)
REASON = "Ada surat izin yang terlambat disampaikan"
# Added up by hand from tests/data/attendance, sessions s01 to s05.
WORKED_OCTOBER = {
    "people": 15,
    "seats": 16,
    "held": 5,
    "lost": 0,
    "open": 0,
    "held_jp": 20,
    "lost_jp": 0,
    "open_jp": 0,
    "made_up_jp": 0,
    "planned_jp": 20,
    "attendance": {"held": 5954, "possible": 7680},
    "passed": 0,
    "assessed": 0,
    "certificates": 0,
    "alarms": 0,
    "unexplained": 0,
    "leavers": {},
    "left": 0,
    "lost_jp_by_cause": {},
    "marks": {"court": 2, "excused": 2, "late": 4, "loan": 1, "present": 47, "sick": 8, "unexcused": 11},
    "weeks": [
        {"held": 0, "possible": 0},
        {"held": 0, "possible": 0},
        {"held": 0, "possible": 0},
        {"held": 3194, "possible": 4560},
        {"held": 2760, "possible": 3120},
    ],
}
# Sessions s06 to s20: `b` lost 4 of 20 JP and `c` 2 of 10, `d` was held for 30. Two were assessed, one passed at last.
WORKED_NOVEMBER = {
    "people": 16,
    "seats": 16,
    "held": 13,
    "lost": 2,
    "open": 0,
    "held_jp": 54,
    "lost_jp": 6,
    "planned_jp": 60,
    "attendance": {"held": 23421 - 5954, "possible": 29160 - 7680},
    "passed": 1,
    "assessed": 2,
    "alarms": 2,
    "unexplained": 1,
    "leavers": {"withdrew": 1},
    "left": 1,
    "lost_jp_by_cause": {"Listrik padam": 6},
}


@pytest.fixture
def worked():
    """The class worked out by hand with all sessions closed, results of two people and two count alarms."""
    found = hand_worked()
    sessions = found.batch.sessions.standing()
    sessions.update(state=Session.State.FINALIZED, finalized_at=MONDAY, finalized_by=found.officer)
    first, second = list(found.places.values())[:2]
    UnitResultFactory(enrollment=first, result="BK", feedback="Ulangi", assessed_on=date(2026, 11, 16))
    UnitResultFactory(enrollment=first, attempt=2, assessed_on=date(2026, 11, 18))
    UnitResultFactory(enrollment=second, result="BK", feedback="Ulangi", assessed_on=date(2026, 11, 18))
    session = sessions.filter(date__gte=NOVEMBER).first()
    settled = {"explained_at": MONDAY, "explained_by": found.officer, "reason": "Dihitung ulang"}
    for more in ({}, settled):
        CountAlarm.objects.create(session=session, raised_by=found.officer, raised_at=session.starts_at, **more)
    return found


@pytest.fixture
def december():
    with clock.moved_to(datetime.combine(date(2026, 12, 2), time(9), tzinfo=MONDAY.tzinfo)) as moved:
        yield moved


def stored(report):
    """Everything that the database has of a report."""
    row = MonthReport.objects.filter(pk=report.pk).values().get()
    return row, list(MonthReportPlace.objects.filter(report=report).values())


def correct(worked, day, status="sick"):
    """Corrects an unexcused absence of that day, as a supervisor does who gives a reason."""
    session = worked.batch.sessions.get(date=day)
    mark = session.marks.filter(status__code="unexcused").order_by("pk").first()
    mark_changes.mark(
        session, mark.enrollment, by=worked.officer, status=status, note="Surat", version=mark.version, reason=REASON
    )
    return mark


def test_every_number_is_that_worked_out_by_hand(worked, december):
    october = month_reports.make(OCTOBER, by=worked.officer)
    november = month_reports.make(NOVEMBER, by=worked.officer)

    assert october.figures["whole"] == WORKED_OCTOBER
    assert {name: november.figures["whole"][name] for name in WORKED_NOVEMBER} == WORKED_NOVEMBER
    assert november.figures["batches"] == {
        str(worked.batch.pk): {"name": worked.batch.name, "room": worked.batch.sessions.first().room}
        | november.figures["whole"]
    }
    assert november.figures["before"] == {"number": 1, **WORKED_OCTOBER}
    assert (october.number, october.differences) == (1, {"figures": [], "rows": []})


def test_rows_that_are_kept_give_the_numbers_again(worked, december):
    report = MonthReport.objects.get(pk=month_reports.make(NOVEMBER, by=worked.officer).pk)

    again = figures_of(keeping.kept_rows(report, MonthRows), NOVEMBER, clock.month_end(NOVEMBER))

    assert again.plain() == report.figures["whole"]
    assert keeping.is_whole(report)
    details = AuditEvent.objects.get(action="month_report.make").details
    assert details == {"month": "2026-11-01", "number": 1, "digest": report.digest}


def test_correction_makes_a_new_report_that_says_what_differs_and_leaves_the_old_one(worked, december):
    old = month_reports.make(OCTOBER, by=worked.officer)
    before = stored(old)
    mark = correct(worked, date(2026, 10, 27))

    new = month_reports.make(OCTOBER, by=worked.officer)

    assert stored(old) == before
    assert (new.number, new.figures["whole"]["attendance"]) == (2, {"held": 5954, "possible": 7680 - 120})
    changed = [
        {"figure": "attendance", "part": "", "was": [5954, 7680], "now": [5954, 7560]},
        {"figure": "marks", "part": "sick", "was": 8, "now": 9},
        {"figure": "marks", "part": "unexcused", "was": 11, "now": 10},
    ]
    assert new.differences["figures"] == [{"batch": name, **row} for name in ("", worked.batch.name) for row in changed]
    assert new.differences["rows"] == [
        {
            "part": "marks",
            "batch": worked.batch.pk,
            "date": "2026-10-27",
            "was": {"status_code": "unexcused"},
            "now": {"status_code": "sick"},
            "by": worked.officer.pk,
            "on": "2026-12-02",
            "reason": REASON,
            "count": 1,
        }
    ]
    kept = new.places.get(enrollment=mark.enrollment).rows["marks"]
    assert [row["reason"] for row in kept if row["date"] == "2026-10-27"] == [REASON]


def test_result_and_session_that_change_are_told_as_why(worked, december):
    month_reports.make(NOVEMBER, by=worked.officer)
    place = next(iter(worked.places.values()))
    place.unit_results.filter(attempt=2).update(result="BK", feedback="Salah catat", version=2)
    worked.batch.sessions.filter(date=date(2026, 11, 20)).update(state=Session.State.PLANNED)

    new = month_reports.make(NOVEMBER, by=worked.officer)

    figures = {row["figure"]: (row["was"], row["now"]) for row in new.differences["figures"] if not row["batch"]}
    assert figures == {"held": (13, 12), "open": (0, 1), "held_jp": (54, 48), "open_jp": (0, 6), "passed": (1, 0)}
    told = [(row["part"], row["was"], row["now"], row["count"]) for row in new.differences["rows"]]
    assert told == [
        ("sessions", {"state": "finalized"}, {"state": "planned"}, 1),
        ("results", {"result": "K"}, {"result": "BK"}, 1),
    ]


def test_number_is_not_changed_nor_taken_away(worked, december):
    report = month_reports.make(OCTOBER, by=worked.officer)

    for act in (lambda rows: rows.update(number=9), lambda rows: rows.delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            act(MonthReport.objects.filter(pk=report.pk))
        with pytest.raises(DatabaseError), transaction.atomic():
            MonthReportPlace.objects.filter(report=report).update(rows={})


@pytest.mark.parametrize(
    ("code", "role", "month"),
    [
        ("not_authorized", "rutan_head", OCTOBER),
        ("not_authorized", "blk_coordinator", OCTOBER),
        ("not_over", "training_officer", NOVEMBER),
        ("empty", "training_officer", date(2026, 8, 1)),
    ],
)
def test_report_is_refused(facility, code, role, month):
    by = UserFactory(roles=[role], **({} if role == "blk_coordinator" else {"facility": facility}))

    with pytest.raises(RuleViolation) as refused:
        month_reports.make(month, by=by)

    assert [reason.code for reason in refused.value.reasons] == [code]
    assert not MonthReport.objects.exists()


def test_month_is_over_by_the_clock_of_the_facility():
    east = FacilityFactory(time_zone="Asia/Jayapura")
    by = UserFactory(roles=["training_officer"], facility=east)

    # 23.30 in the west is half past one on the first in the east.
    with clock.moved_to(clock.at(date(2026, 11, 30), time(23, 30), "Asia/Jakarta")):
        assert month_reports.blockers(NOVEMBER, by=by) == []


def test_unchanged_month_is_not_reported_twice_and_destroyed_marks_not_at_all(worked, december):
    month_reports.make(OCTOBER, by=worked.officer)

    with pytest.raises(RuleViolation) as unchanged:
        month_reports.make(OCTOBER, by=worked.officer)
    place = next(iter(worked.places.values()))
    KeptHours.objects.create(
        enrollment=place, unit=worked.batch.version.units.first(), minutes_held=600, minutes_possible=600
    )
    with pytest.raises(RuleViolation) as destroyed:
        month_reports.make(NOVEMBER, by=worked.officer)

    codes = [[reason.code for reason in one.value.reasons] for one in (unchanged, destroyed)]
    assert codes == [["unchanged"], ["destroyed"]]


def test_head_approves_the_newest_report_once(worked, december):
    head = UserFactory(roles=["rutan_head"], facility=worked.batch.facility)
    stranger = UserFactory(roles=["rutan_head"])
    old = month_reports.make(OCTOBER, by=worked.officer)
    correct(worked, date(2026, 10, 27))
    new = month_reports.make(OCTOBER, by=worked.officer)

    approval = month_reports.approve(new, by=head)

    assert (approval.approved_by, approval.approved_at) == (head, clock.now())
    told = [
        [reason.code for reason in month_reports.approve_blockers(report, by=by)]
        for report, by in ((old, head), (new, head), (new, worked.officer), (old, stranger))
    ]
    assert told == [["corrected"], ["approved"], ["not_authorized"], ["not_authorized"]]


def test_maker_who_becomes_head_does_not_approve_the_own_report(worked, december):
    both = UserFactory(roles=["training_officer", "rutan_head"], facility=worked.batch.facility)
    report = month_reports.make(OCTOBER, by=both)

    assert [reason.code for reason in month_reports.approve_blockers(report, by=both)] == ["four_eyes"]


def test_reports_go_whole_after_two_years_and_a_hold_on_anybody_in_them_keeps_them(
    worked, december, django_capture_on_commit_callbacks
):
    facility = worked.batch.facility
    auditor, head = (UserFactory(roles=[role], facility=facility) for role in ("auditor", "rutan_head"))
    old = month_reports.make(OCTOBER, by=worked.officer)
    month_reports.approve(old, by=head)
    person = next(iter(worked.places.values())).person
    with clock.moved_to(clock.at(date(2028, 12, 3), time(9), facility.time_zone)):
        hold = destructions.LegalHold.objects.create(
            office=auditor.office_code, person=person, reason="Permintaan kejaksaan", placed_by=auditor
        )
        held = due_reports(facility)
        hold.lifted_at, hold.lifted_by, hold.lift_reason = clock.now(), head, "Sudah selesai diperiksa"
        hold.save()
        due = due_reports(facility)
        with django_capture_on_commit_callbacks(execute=True):
            found = destroyed(auditor, head)

    assert (held, due) == ((0, 1), (1, 0))
    told = {"records": 1, "monthreportapproval": 1, "monthreportplace": 15, "monthreport": 1}
    assert found.destroyed["month_reports"] == told
    assert not MonthReport.objects.exists()
    assert [one for one in audit.broken_links() if "destroyed" in one] == []


def test_number_of_a_month_is_given_once(worked, december):
    report = month_reports.make(OCTOBER, by=worked.officer)

    assert_refused("month_report_place_once_a_report", lambda: copy_of(report.places.first()))
    assert_refused("month_report_number_is_unique", lambda: copy_of(report))


def due_reports(facility):
    (line,) = (one for one in destructions.dry_run(facility, on=clock.now().date()) if one["kind"] == "month_reports")
    return line["due"], line["held"]
