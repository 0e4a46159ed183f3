"""Ten years later: of one of everything nothing older than its period stands in any table or file.

Which tables must be empty follows from the classes of their fields, so a new table without a period fails here.
"""

from datetime import timedelta
from uuid import uuid4

import pytest
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.core.files.storage import default_storage
from django.db.models import OuterRef, Q

from accounts.models import AccessReview, Facility, Notice, SignIn, TrainingCenter
from accounts.processing import TABLES, DataClass, Keeping
from accounts.roles import Role
from certification.assessment.models.contests import ResultAppeal, ResultCorrection
from certification.assessment.models.evidence import PracticeMark
from certification.register.models import SignedReceipt
from certification.verification import certificate_check
from core import access_chain, clock, due, idempotency, jobs
from core.audit_proof import prove
from core.models import SubmittedForm
from core.throttling import AddressCounter
from inmates.custody.models.stays import Classification
from inmates.inbox.models import InboxTask
from inmates.people.models import Person
from outcomes.aids.models import AidUse, CenterAid
from outcomes.followup.codes import ContactResult, Evidence
from outcomes.followup.models.holder import HolderGrant, HolderPin, PinFailures
from outcomes.followup.models.outcomes import ContactAttempt, HelpWish
from outcomes.followup.models.work_papers import WorkPaper
from outcomes.leaving.models import ReadinessItem
from outcomes.needs.models import Employer, EmployerContact, NeedRecord
from outcomes.placement.models import JobWish
from programs.agreements.models import Agreement, AgreementMeeting
from programs.attendance.models.marks import Mark, MarkRevision
from programs.count_alarms.models import CountAlarm, LookedFor
from programs.head_counts.models import AwaitedPerson, HeadCount
from programs.journal.models import JournalEntry
from programs.places.models import Enrollment, EnrollmentSuspension
from programs.tools.models import MissingTool, MissingToolStep, NoToolsOut
from reports.breaches.models import (
    AffectedPerson,
    AffectedRemoval,
    Breach,
    BreachScope,
    BreachStep,
    BreachVersion,
    TellingAttempt,
)
from reports.closing import closing_reports
from reports.closing.models import ClosingReportWithdrawal
from reports.monthly import month_reports
from reports.retention import destructions, served_people
from reports.retention.models import Destruction, LegalHold
from reports.retention.record_kinds import KINDS
from reports.rights.models import RightsRequest
from reports.subject_file.models import SubjectRequest
from reports.yearly import year_reports
from tests.access.world import World
from tests.conftest import MONDAY
from tests.factories import UserFactory

LATER = MONDAY + timedelta(days=3660)
# Told of nobody in particular: names of staff stay with what they decided.
OF_STAFF = {DataClass.STAFF, DataClass.NONE}
FOR_GOOD = {
    # The register of certificates, and what proves that each of them was earned.
    **dict.fromkeys(
        (
            *("Addendum", "Certificate", "CertificateFile", "Credential", "HandOver", "HolderPaper", "NumberSeries"),
            *("OfficialFile", "PersonSignOff", "PrintRecord", "SeriesNumber", "SignOff", "SignedReceipt", "UnitResult"),
            "KeptHours",
            "RootStamp",
        ),
        Keeping.REGISTER,
    ),
    # Without a name once their person is forgotten; figures count them.
    **dict.fromkeys(("CustodyPeriod", "Enrollment", "PlaceUnit"), Keeping.REGISTER),
    # Chains that lose no link; they name people by key alone.
    **dict.fromkeys(("AuditChain", "AuditEvent", "DestroyedAccess", "DestroyedRow"), Keeping.CHAIN),
}
# Free words of staff about what an office decided, not about a participant.
OF_OFFICES = {
    **dict.fromkeys(
        (
            *("AssessorRegistration", "BlankSerial", "PlanMeeting", "TrainingPlan", "Agreement", "AgreementMeeting"),
            *("Batch", "Session", "Destruction", "NeedRecord", "Tool"),
        ),
        frozenset({DataClass.WORDS}),
    ),
    # Why a new password was refused.
    "User": {DataClass.WORDS},
    # A file ends with the row that names it, in a folder or here.
    "StoredFile": {DataClass.WORDS},
    # Sealed until its card is printed; it opens the holder's own page as long as there is a certificate.
    "HolderPin": {DataClass.CREDENTIALS},
}
# Of these rows stay without what told of anybody: how the rest is asked for.
BLANKED = {
    "Person": ~Q(called_name="", education="", adjustments="", nik_sealed="", photo="", sex=""),
    "Application": ~Q(answers=[], decision_answers=[], ranking={}, note="", scan=""),
    "RecognizedUnit": ~Q(scan="", reason=""),
    "OutsideCandidate": ~Q(scan=""),
    "EarlierCertificate": Q(state="refused"),
    "CohortFile": ~Q(content=None) & ~Q(content=b""),
    "Employer": ~Q(contact_name="", telephone_sealed="", note=""),
    "ListImport": Q(earlier_certificates=None),
    "Job": Q(created_at__lt=LATER),
    "JobItem": Q(job__created_at__lt=LATER),
    # An agreement that ended names nobody.
    "Consent": Q(person__isnull=False),
}
# Ended within minutes, by tests of their own: what waits for its seal, and what a library queues or counts.
NOT_SEEDED = {"UnsealedFile", "DBTaskResult", "AccessAttemptExpiration"}
# Agreements of offices, what employers wrote, and receipts for certificates.
FILES_FOR_GOOD = [
    *((Agreement, "scan"), (AgreementMeeting, "photo"), (AgreementMeeting, "scan")),
    *((SignedReceipt, "scan"), (NeedRecord, "scan")),
]
# Rows that begin anew with each round of due work.
OF_TODAY = {"Finding", "ReconcileRun", "UpkeepRun", "Session", "Suspicion", "InboxTask"}


def named(model):
    return set(TABLES[model].fields.values()) - OF_STAFF


@pytest.mark.parametrize("model", list(TABLES), ids=lambda model: model._meta.label)
def test_whatever_tells_of_people_has_an_end_or_a_reason(model):
    """A new table that tells of people has a period, or ends by itself; what stays for good is named here."""
    keeping, name = TABLES[model].keeping, model.__name__
    if keeping in (Keeping.REGISTER, Keeping.CHAIN) or name in FOR_GOOD:
        assert FOR_GOOD[name] == keeping
    elif keeping == Keeping.ACCOUNT:
        assert named(model) <= {DataClass.CREDENTIALS, DataClass.TRACES} | OF_OFFICES.get(name, set())
    elif keeping in (Keeping.ARCHIVE, Keeping.PROOF, Keeping.USE):
        assert named(model) <= OF_OFFICES.get(name, set())
    elif keeping == Keeping.DATED:
        assert any(model in kind.tables for kind in KINDS.values())


@pytest.fixture
def world(db):
    with clock.moved_to(MONDAY):
        return World()


def everybody_left(world):
    """The people of the world leave custody at their time, and all classes are over."""
    Person.objects.filter(facility=world.facility)
    for person in Person.objects.filter(facility__isnull=False):
        person.custody_periods.filter(until=None).update(until=MONDAY.date() + timedelta(days=60), leaving="full_term")
        Person.objects.filter(pk=person.pk).update(facility=None)


def settle(world):
    """What the world has open is brought to an end: proposals, searches, holds, contests, what people asked for."""
    for found in Destruction.objects.under_way():
        found.delete()
    MissingTool.objects.filter(closed_at=None).update(
        state="found", closed_at=MONDAY, closed_by=world.users[Role.SECURITY_OFFICER], outcome="Ketemu"
    )
    for hold in LegalHold.objects.standing():
        hold.lifted_at, hold.lift_reason = MONDAY, "Perkara selesai"
        hold.lifted_by = world.users[Role.REGISTRAR]
        hold.save()
    by, other = world.users[Role.REGISTRAR], world.users[Role.AUDITOR]
    decided = {"decided_by": by, "decided_at": MONDAY}
    ResultAppeal.objects.open().exclude(end_asked_at=None).update(ended_by=other, ended_at=MONDAY)
    ResultAppeal.objects.open().update(outcome="refused", reason="Hasil tetap", **decided)
    ResultCorrection.objects.open().update(state="rejected", **decided)
    answered = {"answered_by": by, "answered_at": MONDAY}
    RightsRequest.objects.open().update(outcome="refused", answer="Tidak ada yang perlu diubah", **answered)
    SubjectRequest.objects.open().update(**answered)
    Breach.objects.filter(closing_asked_at=None).update(
        outcome="none", conclusion="Ternyata ada", closing_asked_at=MONDAY, closing_asked_by=other
    )
    Breach.objects.open().update(closed_at=MONDAY, closed_by=by)


def run(first, second):
    """All that two people can destroy: twice, since names go once nothing else of the person is kept."""
    for _round in range(3):
        lines = destructions.dry_run(destructions.office_of(first), on=clock.today(first.time_zone))
        if any(line["due"] for line in lines):
            found = destructions.confirm(destructions.propose(by=first), by=second)
            jobs.run_job.func(found.job_id)
            found.refresh_from_db()
            assert found.state == "done", found.job.items.exclude(message="").values_list("message", flat=True)


def ending():
    """The tables whose rows have an end."""
    kinds = (Keeping.DATED, Keeping.SHORT, Keeping.AGREEMENT)
    return [model for model, kept in TABLES.items() if kept.keeping in kinds and model.__name__ not in OF_TODAY]


def seed_more(world):
    """What the world of the pages has none of."""
    user, officer, session = world.users[Role.INSTRUCTOR], world.users[Role.SECURITY_OFFICER], world.session
    place, unit = world.enrollment, world.version.units.first()
    month_reports.approve(world.month_report, by=world.users[Role.RUTAN_HEAD])
    closing_reports.approve(world.closing_report, by=world.users[Role.RUTAN_HEAD])
    year_reports.approve(world.year_report, by=world.users[Role.BLK_HEAD])
    ClosingReportWithdrawal.objects.create(report=world.closing_report, withdrawn_by=user, reason="Salah hitung")
    AccessReview.objects.create(
        facility=world.facility, quarter="2026-3", listed=[], reviewed_by=officer, reviewed_at=MONDAY
    )
    AidUse.objects.create(
        aid=CenterAid.objects.first(),
        consent=world.consent,
        wave=3,
        use="daily",
        evidence=Evidence.SEEN,
        told_on=MONDAY.date(),
        recorded_by=user,
    )
    AwaitedPerson.objects.create(session=session, enrollment=place, is_expected=True)
    BreachScope.objects.create(breach=Breach.objects.first(), kind="person", people=1, gone=0, recorded_by=officer)
    BreachStep.objects.create(breach=Breach.objects.first(), text="Tautan ditutup", recorded_by=officer)
    before = {"kind": "other", "what": "Surat tertukar", "data": "Nama", "found_at": clock.now(), "found_by": "Wali"}
    breach, told = Breach.objects.first(), AffectedPerson.objects.first()
    BreachVersion.objects.create(breach=breach, reason="Salah hari", replaced_by=officer, **before)
    TellingAttempt.objects.create(affected=told, on=MONDAY.date(), how="sent", recorded_by=officer)
    AffectedRemoval.objects.create(affected=told, reason="Bukan orangnya", recorded_by=officer)
    Classification.objects.create(
        person=world.person, kind="risk", value="low", from_date=MONDAY.date(), until=LATER.date()
    )
    count = HeadCount.objects.create(session=session, point="left_block", people=2, counted_by=officer)
    alarm = CountAlarm.objects.create(session=session, names=[place.pk], raised_by=officer, last_count=count)
    LookedFor.objects.create(alarm=alarm, enrollment=place, is_seen=True, said_by=officer)
    EmployerContact.objects.create(
        employer=Employer.objects.first(), kind="visit", held_on=MONDAY.date(), met="Pak Noor", recorded_by=user
    )
    EnrollmentSuspension.objects.create(enrollment=place, from_date=MONDAY.date(), reason="illness")
    JournalEntry.objects.create(session=session, material="Las sudut", written_by=user)
    mark = Mark.objects.get(session=session, enrollment=place)
    MarkRevision.objects.create(
        mark=mark, version=1, minutes_late=0, minutes_present=1, entry="direct", recorded_by=user
    )
    MissingToolStep.objects.create(case=MissingTool.objects.first(), code="searched", taken_at=MONDAY, taken_by=officer)
    NoToolsOut.objects.create(session=world.next_session, said_by=officer)
    PracticeMark.objects.create(enrollment=place, unit=unit, level="alone", seen_on=MONDAY.date(), recorded_by=user)
    ContactAttempt.objects.create(
        follow_up=world.follow_up, at=MONDAY, by=user, channel="phone", result=ContactResult.values[0]
    )
    HelpWish.objects.create(consent=world.consent, help_wanted="LOWONGAN")
    WorkPaper.objects.create(
        consent=world.consent,
        item=ReadinessItem.objects.get(code="AK1"),
        state="done",
        on=MONDAY.date(),
        recorded_by=user,
    )
    JobWish.objects.create(consent=world.consent, told_on=MONDAY.date(), recorded_by=user)
    PinFailures.objects.create(code="0" * 64, count=1, last_at=MONDAY)
    HolderGrant.objects.create(pin=HolderPin.objects.first(), key="0" * 64, opened_at=MONDAY)
    for counter in AddressCounter.__subclasses__():
        counter._default_manager.create(
            address="0" * 64, window=int(MONDAY.timestamp() // counter.LENGTH.total_seconds())
        )
    SignIn.objects.create(user=user, at=MONDAY, address="10.0.0.1", device="Firefox", device_mark="x")
    SubmittedForm.objects.create(token=uuid4(), user=user, path="/", content="Budi", submitted_at=MONDAY)
    Notice.objects.create(user=user, kind="new_device", values={}, made_at=MONDAY, seen_at=MONDAY)
    for model in (AccessAttempt, AccessFailureLog, AccessLog):
        row = model.objects.create(
            username="budi",
            ip_address="10.0.0.1",
            user_agent="x",
            **({"get_data": "", "post_data": "", "failures_since_start": 1} if model is AccessAttempt else {}),
        )
        model.objects.filter(pk=row.pk).update(attempt_time=MONDAY)


def checkable():
    return {row.code: row for row in certificate_check.checkable()}


def files_of(storage, folder=""):
    """All files below the folder, with their way."""
    folders, names = storage.listdir(folder) if storage.exists(folder or ".") else ([], [])
    found = {f"{folder}{name}" for name in names}
    return found.union(*(files_of(storage, f"{folder}{one}/") for one in folders))


def rest():
    """Tables with rows that should not stand, and how many."""
    found = {}
    for model in ending():
        rows = model._base_manager.filter(BLANKED.get(model.__name__, Q()))
        if count := rows.count():
            found[model._meta.label] = count
    return found


@pytest.mark.engines
def test_after_ten_years_nothing_older_than_its_period_stands(world, django_capture_on_commit_callbacks):
    access_chain.link()
    everybody_left(world)
    settle(world)
    told = {code: certificate_check.record_of(row) for code, row in checkable().items()}
    places = Enrollment.objects.count()
    seed_more(world)
    unseeded = {model.__name__ for model in ending() if not model._base_manager.exists()}

    with clock.moved_to(LATER), django_capture_on_commit_callbacks(execute=True):
        idempotency.forget_old()
        due.do_all()
        # Ten years of due work come at once; what they ask is done.
        InboxTask.objects.open().update(settled_at=clock.now())
        access_chain.link()
        for facility in Facility.objects.all():
            run(*(UserFactory(roles=[role], facility=facility) for role in ("auditor", "rutan_head")))
        for center in TrainingCenter.objects.all():
            run(*(UserFactory(roles=[role], training_center=center) for role in ("auditor", "blk_head")))
        idempotency.forget_old()
        due.do_all()

    assert rest() == {}
    assert unseeded == NOT_SEEDED
    # What remains of people: places, hours and results, with a name where a register holds the name.
    assert Enrollment.objects.count() == places
    nameless = Person.objects.filter(full_name__startswith="Tanpa nama")
    named = Person.objects.filter(merged_into=None).exclude(pk__in=nameless.values("pk"))
    assert nameless.exists()
    assert named.count() == named.filter(served_people.holds_paper(OuterRef("pk"))).count()
    assert (
        files_of(default_storage)
        - {name for model, field in FILES_FOR_GOOD for name in model.objects.values_list(field, flat=True)}
        == set()
    )
    # And what was issued is as true as before.
    assert told
    assert {code: certificate_check.record_of(row) for code, row in checkable().items()} == told
    assert prove().broken == []


def test_a_hold_of_either_office_keeps_all_of_the_person(world, django_capture_on_commit_callbacks):
    """The world has a hold of both offices for one person, whose class, custody and name stay through ten years."""
    everybody_left(world)
    Destruction.objects.under_way().delete()
    marks = Mark.objects.filter(session__batch=world.batch).count()

    with clock.moved_to(LATER), django_capture_on_commit_callbacks(execute=True):
        for office in ({"facility": world.facility}, {"training_center": world.center}):
            head = "rutan_head" if "facility" in office else "blk_head"
            run(*(UserFactory(roles=[role], **office) for role in ("auditor", head)))

    person = Person.objects.get(pk=world.person.pk)
    assert (person.full_name, bool(person.photo)) == ("Ahmad Pahriadi", True)
    assert person.remand_papers.exists()
    assert marks
    assert Mark.objects.filter(session__batch=world.batch).count() == marks
