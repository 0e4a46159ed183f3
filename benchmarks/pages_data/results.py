"""Results of the batches that are over, and certificates for half of those batches."""

from datetime import date

from accounts.models import User
from accounts.roles import Role
from benchmarks.pages_data.world import World, store
from certification.assessment import certificate_gate
from certification.assessment.models.results import SignOff, UnitResult
from certification.certificates import approved_words, certificate_rendering, copies, issue_certificates
from certification.register.models import Certificate, NumberSeries, PrintRecord
from core import audit, clock
from programs.catalog.models import ProgramUnit
from programs.places.models import Enrollment

FEEDBACK = "Sambungan belum rata; ulangi."


def assess(world: World) -> None:
    """Records everybody's result in every unit of ended batches; without a certificate, one unit is not yet passed."""
    assessor, certified = world.users[Role.ASSESSOR], world.certified
    results = store(
        _result(place, unit, assessor, world.today, passed=batch in certified or unit.position > 1)
        for batch in [*world.graded, *certified]
        for unit in batch.version.units.all()
        for place in world.places[batch.pk]
    )
    audit.record_each("result.record", by=assessor, targets=[(one, {"result": one.result}) for one in results])


def _result(place: Enrollment, unit: ProgramUnit, by: User, today: date, *, passed: bool) -> UnitResult:
    values = {"result": "K"} if passed else {"result": "BK", "feedback": FEEDBACK}
    return UnitResult(enrollment=place, unit=unit, assessed_on=today, assessed_by=by, **values)


def certify(world: World) -> None:
    """Signs off the last batches, approves a certificate for each participant, and issues them through the rule."""
    users, now = world.users, clock.now()
    for batch in world.certified:
        SignOff.objects.create(
            batch=batch, number=f"BA {batch.name}", signed_by=users[Role.BLK_COORDINATOR], signed_at=now, minutes={}
        )
        officer, places = users[Role.CERTIFICATE_OFFICER], world.places[batch.pk]
        standings = certificate_gate.standings_of(batch, {place.pk for place in places})
        approved = store(
            Certificate(
                enrollment=place,
                batch=batch,
                state=Certificate.State.APPROVED,
                prepared_by=officer,
                approved_by=users[Role.BLK_HEAD],
                approved_at=now,
                approved_words=approved_words.digests(standings[place.pk], NumberSeries.Paper.CERTIFICATE),
            )
            for place in places
        )
        refused = issue_certificates.issue_together([one.pk for one in approved], by=officer)
        assert not refused, refused
        batch.refresh_from_db(fields=["state"])


def add_files(world: World) -> PrintRecord:
    """Renders the PDF of each certificate and makes one copy; returns the print run from which it is downloaded."""
    issued = Certificate.objects.order_by("pk")
    refused = certificate_rendering.render_together(list(issued.values_list("pk", flat=True)))
    assert not refused, refused
    first, officer = issued.select_related("batch__training_center")[0], world.users[Role.CERTIFICATE_OFFICER]
    return PrintRecord.objects.get(run=copies.take_copies([first], by=officer))
