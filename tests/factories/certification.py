"""Batches on their way to certificates. The rows are written directly; what the rules say of them is for the tests."""

from datetime import date, time

import factory

from accounts.models import User
from certification.assessment import certificate_gate, unit_results
from certification.assessment.models.assessors import AssessorRegistration
from certification.assessment.models.results import SignOff, UnitResult
from certification.certificate_templates import template_versions
from certification.certificate_templates.models import CertificateTemplate
from certification.certificates import approval, approved_words
from certification.register.end_papers import end_paper
from certification.register.models import Certificate, NumberSeries
from core import clock
from inmates.people.models import Person
from programs.attendance.models.marks import AttendanceStatus, Mark
from programs.batches.models import Batch, BatchStaff
from programs.places.models import Enrollment
from programs.timetable.models.sessions import Session
from tests.factories.accounts import UserFactory
from tests.factories.programs import BatchFactory, EnrollmentFactory, ProgramVersionFactory, SessionFactory


class UnitResultFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = UnitResult

    enrollment = factory.SubFactory(EnrollmentFactory)
    unit = factory.LazyAttribute(lambda row: row.enrollment.batch.version.units.first())
    result = "K"
    assessed_on = date(2026, 11, 20)
    assessed_by = factory.SubFactory(UserFactory, roles=["assessor"])


class NumberSeriesFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = NumberSeries

    paper = NumberSeries.Paper.CERTIFICATE
    year = 2026
    pattern = "563/{number:04d}/BLK-CTH/{year}"


def drafted(center, *, by, **values) -> CertificateTemplate:
    """The draft of the center's template with these values, as its page writes it."""
    return template_versions.save_draft(center, by=by, composed=template_versions.compose(center, by=by, **values))


def put_to_use(draft, *, by) -> CertificateTemplate:
    """The draft put to use by somebody who has looked at it."""
    return template_versions.adopt(
        draft, by=by, seen=draft.changed_at, examined=template_versions.examine(draft, by=by)
    )


def staff(center, role, **fields) -> User:
    """Somebody of the training center with that role."""
    return UserFactory(roles=[role], training_center=center, **fields)


class AssessorRegistrationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = AssessorRegistration

    assessor = factory.SubFactory(UserFactory, roles=["assessor"])
    number = factory.Sequence(lambda n: f"MET.000.{n:06d} 2025")
    issuing_body = "BNSP"
    valid_from = date(2025, 1, 1)
    valid_until = date(2027, 12, 31)
    recorded_by = factory.SelfAttribute("assessor")


def assessor_of(batch) -> User:
    """A registered assessor who is assigned to the batch."""
    user = staff(batch.training_center, "assessor")
    AssessorRegistrationFactory(assessor=user)
    BatchStaff.objects.create(batch=batch, user=user, duty=BatchStaff.Duty.ASSESSOR)
    return user


def class_of(size=2, *, total_jp=8, units=2, state=Batch.State.FINISHED, is_short=False, **fields) -> Batch:
    """A batch of `size` participants whose two sessions are finalized and whose participants were all present.

    With `is_short` a course without assessment, which needs nothing more.
    """
    version_fields = {"total_jp": total_jp, "units": units, "class_minimum": 1, "is_without_assessment": is_short}
    if is_short:
        fields.setdefault("assessment_on", date(2026, 11, 27))
    if "training_center" in fields:
        version_fields["program__training_center"] = fields["training_center"]
        fields["version"] = ProgramVersionFactory(**version_fields)
    else:
        fields["version"] = ProgramVersionFactory(**version_fields)
        fields["training_center"] = fields["version"].program.training_center
    batch = BatchFactory(state=state, **fields)
    done = Enrollment.State.COMPLETED if state == Batch.State.FINISHED else Enrollment.State.ACTIVE
    way = {"in_public": True} if batch.is_public else {}
    enrollments = [EnrollmentFactory(batch=batch, state=done, **way) for _ in range(size)]
    trainer = staff(batch.training_center, "instructor")
    # Long ones must not overlap: PostgreSQL lets nobody teach in two places.
    for hour in (8, 13) if total_jp <= 12 else (0, 12):
        held = SessionFactory(batch=batch, instructor=trainer, jp=total_jp // 2, clock_time=time(hour), **finalized())
        mark_all(held, enrollments)
    return batch


def finalized() -> dict:
    by = UserFactory(roles=["training_officer"])
    return {"state": Session.State.FINALIZED, "finalized_by": by, "finalized_at": clock.now()}


def mark_all(session, enrollments, code="present") -> None:
    status = AttendanceStatus.objects.get(code=code)
    Mark.objects.bulk_create(
        Mark(
            session=session,
            enrollment=enrollment,
            status=status,
            minutes_present=session.minutes if status.counts_as_held else 0,
            happened_at=session.starts_at,
            recorded_by=session.instructor,
        )
        for enrollment in enrollments
    )


def record_result(enrollment, unit, *, by, result, feedback="") -> UnitResult:
    """One result, recorded as the grid sends it; the attempt that counts now."""
    unit_results.record_results(enrollment.batch, [unit_results.Entry(enrollment, unit, result, feedback)], by=by)
    return UnitResult.objects.latest().get(enrollment=enrollment, unit=unit)


def assess_all(batch, result="K", *, by=None) -> None:
    """The same result in every unit for everybody."""
    by = by or assessor_of(batch)
    UnitResult.objects.bulk_create(
        UnitResult(
            enrollment=enrollment,
            unit=unit,
            result=result,
            feedback="" if result == "K" else "Ulangi sambungan sudut.",
            assessed_on=date(2026, 11, 20),
            assessed_by=by,
        )
        for enrollment in batch.enrollments.all()
        for unit in batch.version.units.all()
    )


def sign(batch) -> SignOff:
    by = staff(batch.training_center, "blk_coordinator")
    return SignOff.objects.create(batch=batch, number=f"BA-{batch.pk}", signed_by=by, signed_at=clock.now(), minutes={})


def graduates(size=2, **fields) -> Batch:
    """A batch whose participants have all earned their certificates."""
    batch = class_of(size, **fields)
    assess_all(batch)
    sign(batch)
    return batch


def approved(enrollment, **fields) -> Certificate:
    """A certificate that waits for its issue only."""
    center = enrollment.batch.training_center
    paper = fields.setdefault("paper", end_paper(enrollment.batch))
    return Certificate.objects.create(
        approved_words=approved_words.digests(certificate_gate.standing_of(enrollment), paper),
        enrollment=enrollment,
        batch=enrollment.batch,
        state=Certificate.State.APPROVED,
        prepared_by=staff(center, "certificate_officer"),
        approved_by=staff(center, "blk_head"),
        approved_at=clock.now(),
        **fields,
    )


def approve(certificate, *, by) -> Certificate:
    """The certificate approved by somebody who has just looked at it."""
    current = Certificate.objects.get(pk=certificate.pk)
    pair = current, certificate_gate.standing_of(current.enrollment)
    return approval.approve(certificate, by=by, seen=approval.seen_in([pair]))


def many_approved(count, *, units=1, name="") -> list[int]:
    """Certificates of one batch that wait for their issue only, `count` of them, made in bulk; their keys.

    With `name` all of them are namesakes.
    """
    batch = class_of(0, units=units)
    version, officer = batch.version, staff(batch.training_center, "certificate_officer")
    head, session = staff(batch.training_center, "blk_head"), list(batch.sessions.all())
    people = Person.objects.bulk_create(
        Person(full_name=name, name_key=name.lower(), name_sort=name.lower(), facility=batch.facility)
        for name in (name or f"Peserta Contoh {n}" for n in range(count))
    )
    enrollments = Enrollment.objects.bulk_create(
        Enrollment(
            batch=batch,
            person=person,
            state="completed",
            starts_on=batch.starts_on,
            ends_on=batch.ends_on,
            enrolled_by=officer,
        )
        for person in people
    )
    for one in session:
        mark_all(one, enrollments)
    UnitResult.objects.bulk_create(
        UnitResult(enrollment=one, unit=unit, result="K", assessed_on=date(2026, 11, 20), assessed_by=officer)
        for one in enrollments
        for unit in version.units.all()
    )
    sign(batch)
    standings = certificate_gate.standings_of(batch, {one.pk for one in enrollments})
    made = Certificate.objects.bulk_create(
        Certificate(
            enrollment=one,
            batch=batch,
            state="approved",
            prepared_by=officer,
            approved_by=head,
            approved_at=clock.now(),
            approved_words=approved_words.digests(standings[one.pk], NumberSeries.Paper.CERTIFICATE),
        )
        for one in enrollments
    )
    return [one.pk for one in made]
