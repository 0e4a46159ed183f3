"""Issue: a number, a code, and every printed word, in one short transaction. The file comes after it."""

from calendar import monthrange
from datetime import date

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from certification.assessment import gating
from certification.assessment.gating import Standing
from certification.authority import authority_blockers
from certification.issue import codes, dressing, numbering, wording
from certification.issue.preparing import earned_blockers, expected_number, print_blockers
from certification.issue.rendering import render_by_pk, start_rendering
from certification.models import Certificate, NumberSeries, SeriesNumber
from certification.verification import claiming, key_holding, status_listing
from core import audit, clock, jobs
from core.errors import Blocker, RuleViolation, refuse_if
from core.models import Job, JobItem
from inmates.inbox import settle
from programs.batches import planning
from programs.models import Batch, Enrollment
from programs.tasks import STATEMENT_DUE

State = Certificate.State
JOB = "certificate.issue"


def authority(certificate: Certificate, *, by: User) -> list[Blocker]:
    """Why `by` may not issue this certificate, without looking at what its holder has earned."""
    reasons = authority_blockers(by, "certification.issue_certificate", certificate.batch.training_center)
    if certificate.state != State.APPROVED:
        reasons.append(Blocker("state", _("Only an approved certificate can be issued.")))
    if certificate.replaces and certificate.replaces.state != State.ISSUED:
        reasons.append(
            Blocker("replaced", _("The certificate that this one replaces is no longer in force. Take this one back."))
        )
    return reasons


def blockers(certificate: Certificate, *, by: User) -> list[Blocker]:
    """Why `by` cannot issue this certificate now; asks again all that was asked when it was prepared."""
    return _blockers(certificate, gating.standing_of(certificate.enrollment), by=by)


def _blockers(certificate: Certificate, standing: Standing, *, by: User) -> list[Blocker]:
    return [
        *authority(certificate, by=by),
        *earned_blockers(standing, certificate.paper),
        *print_blockers(standing, certificate.paper, expected_number(certificate.batch, certificate.paper)),
    ]


@transaction.atomic
def issue(certificate: Certificate, *, by: User, render_after: bool = True) -> Certificate:
    """Gives the certificate its number, its code and its words, for ever; an issued one is returned as it is.

    Locks in the order enrollment, certificate, counter. The number is taken last, and comes back when anything
    fails, so that the series has no gap. Whether all words fit the paper is asked before. The file is made after
    the commit (unless `render_after` is False: then the caller sees to it), with the same number however often
    that fails. Raises `RuleViolation`.
    """
    Enrollment.objects.select_for_update().get(pk=certificate.enrollment_id)
    certificate = _locked(certificate.pk)
    # A job may do an item again whose worker was killed after the commit.
    if certificate.is_issued:
        return certificate
    standing = gating.standing_of(certificate.enrollment)
    refuse_if(_blockers(certificate, standing, by=by))
    _supersede_old(certificate, by=by)
    center = certificate.batch.training_center
    today = clock.today(center.time_zone)
    # From here on everybody else who issues for this center waits, so nothing slow follows.
    number, text = numbering.take_next(center, certificate.paper, on=today)
    _fill(certificate, standing, number, text, today)
    certificate.issued_by = by
    certificate.save()
    audit.record("certificate.issue", by=by, target=certificate, number=text, paper=certificate.paper)
    _settle_task(certificate)
    _certify_when_done(certificate.batch, by=by)
    if render_after:
        start_rendering([certificate], by=by)
    return certificate


def _locked(pk: int) -> Certificate:
    related = Certificate.objects.select_related(
        "replaces", "enrollment__inmate", "enrollment__batch__training_center", "enrollment__batch__version__program"
    )
    certificate = related.select_for_update(of=("self",)).get(pk=pk)
    # One object for both ways to the batch, or a change seen by one would be missed by the other.
    certificate.batch = certificate.enrollment.batch
    return certificate


def _supersede_old(certificate: Certificate, *, by: User) -> None:
    if certificate.replaces:
        Certificate.objects.filter(pk=certificate.replaces.pk).update(state=State.SUPERSEDED)
        audit.record("certificate.supersede", by=by, target=certificate.replaces, replaced_by=certificate.pk)


def _fill(certificate: Certificate, standing: Standing, number: SeriesNumber, text: str, today: date) -> None:
    certificate.state = State.ISSUED
    certificate.number = number
    certificate.number_text = text
    certificate.code = codes.new_code()
    certificate.issued_at = clock.now()
    certificate.issued_on = today
    certificate.valid_until = valid_until(number.series, today)
    certificate.template = dressing.template_of(certificate.batch.training_center)
    certificate.snapshot = dict(
        wording.WORDS[NumberSeries.Paper(certificate.paper)](
            standing,
            number=text,
            code=certificate.code,
            issued_on=today,
            valid_until=certificate.valid_until,
        )
    )
    _claim(certificate)


def _claim(certificate: Certificate) -> None:
    """Its place in the status list, and the facts that its symbol will carry, which the worker signs."""
    center = certificate.batch.training_center
    certificate.status_list, certificate.status_index = status_listing.take_place(center)
    key = key_holding.active_key(center)
    if key and certificate.paper == NumberSeries.Paper.CERTIFICATE:
        last = certificate.valid_until.isoformat() if certificate.valid_until else ""
        place = certificate.status_list.slug, certificate.status_index
        certificate.snapshot["check"]["claims"] = claiming.claims_of(
            certificate.snapshot, kid=key.kid, place=place, valid_until=last
        )


def _settle_task(certificate: Certificate) -> None:
    """A statement that is issued need not be prepared any more."""
    if certificate.paper == NumberSeries.Paper.STATEMENT:
        place = certificate.enrollment
        settle(STATEMENT_DUE, inmate=place.inmate, matter=str(place.pk))


def _certify_when_done(batch: Batch, *, by: User) -> None:
    """Takes the batch to its last state with the last certificate. The lock on the counter makes issues wait for
    each other, so one of them is the last."""
    of_batch = Certificate.objects.filter(batch=batch, paper=NumberSeries.Paper.CERTIFICATE)
    if batch.state != Batch.State.FINISHED or of_batch.in_the_making().exists():
        return
    holders = set(of_batch.issued().values_list("enrollment", flat=True))
    if all(standing.blockers or standing.enrollment.pk in holders for standing in gating.standings(batch)):
        planning.certify(batch, by=by)


def valid_until(series: NumberSeries, on: date) -> date | None:
    """The last day of validity of what is issued `on`; None: without end. 31 August and 6 months: 28 February."""
    if not series.validity_months:
        return None
    # Months are counted from zero, so that December and January need no case of their own.
    months = on.year * 12 + on.month - 1 + series.validity_months
    year, month = divmod(months, 12)
    return date(year, month + 1, min(on.day, monthrange(year, month + 1)[1]))


@transaction.atomic
def issue_batch(batch: Batch, *, by: User) -> Job:
    """Starts the issue of every approved certificate of the batch as a job, one item after another.

    Each is issued in a transaction of its own and then rendered in another, in the order of names; one that is
    refused does not stop the others. Raises `RuleViolation` when there is none.
    """
    waiting = Certificate.objects.filter(batch=batch, state=State.APPROVED).order_by(
        "enrollment__inmate__name_key", "pk"
    )
    ready = list(waiting.select_related("enrollment__inmate", "batch__training_center", "replaces"))
    if not ready:
        raise RuleViolation(Blocker("nothing", _("No approved certificate of this batch waits for its issue.")))
    refuse_if(list(dict.fromkeys(reason for one in ready for reason in authority(one, by=by))))
    items = [(one.enrollment.inmate.full_name, f"{step}:{one.pk}") for one in ready for step in ("issue", "render")]
    return jobs.start(
        JOB,
        by=by,
        title=_("Issue certificates of %(batch)s") % {"batch": batch.name},
        items=items,
        result_url=reverse("certification:batch_certificates", args=[batch.public_id]),
    )


@jobs.handler(JOB)
def _do_item(job: Job, item: JobItem) -> None:
    step, _colon, pk = item.reference.partition(":")
    if step == "issue":
        # The next item renders: a file that fails must not take the number back, and takes too long under a lock.
        issue(Certificate.objects.get(pk=pk), by=job.created_by, render_after=False)
    elif Certificate.objects.filter(pk=pk, number__isnull=False).exists():
        render_by_pk(int(pk))
