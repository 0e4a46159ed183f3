"""Issue: number, code and all printed words, in one short transaction. The file follows later."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import TrainingCenter, User
from certification.assessment import certificate_gate
from certification.assessment.standing import Standing
from certification.authority import authority_blockers
from certification.certificate_templates import printed_words, template_dress
from certification.certificate_templates.printed_words import Earned
from certification.certificates import approval, approved_words, issue_calendar, paper_tasks
from certification.certificates.certificate_rendering import render, render_together, start_rendering
from certification.certificates.expected_papers import Expected, expected, print_blockers
from certification.register import check_codes, number_series
from certification.register.end_papers import end_paper
from certification.register.models import Certificate, NumberSeries
from certification.sealing import signer_client
from certification.verification import signed_facts, statement_keys, status_lists
from core import audit, clock, jobs
from core.errors import Blocker, RuleViolation, refuse_if
from core.models import Job, JobItem
from programs.batch_lifecycle import batch_plan
from programs.batches.lock_order import hold
from programs.batches.models import Batch
from programs.places.models import Enrollment

State = Certificate.State
JOB = "certificate.issue"


def authority(certificate: Certificate, *, by: User) -> list[Blocker]:
    """Why `by` may not issue this certificate, regardless of what its holder has earned."""
    reasons = authority_blockers(by, "certification.issue_certificate", certificate.batch.training_center)
    if certificate.state != State.APPROVED:
        reasons.append(Blocker("state", _("Only an approved paper can be issued.")))
    if certificate.replaces and certificate.replaces.state != State.ISSUED:
        reasons.append(
            Blocker("replaced", _("The paper that this one replaces is no longer in force. Take this one back."))
        )
    return reasons


def blockers(certificate: Certificate, *, by: User, on: date | None = None) -> list[Blocker]:
    """Why `by` cannot issue this certificate now; repeats the checks made at preparation.

    `on` is the fixed day of the run in which it is issued; without, it would be issued by itself.
    """
    coming = expected(certificate.batch, certificate.paper)
    reasons = _blockers(certificate, certificate_gate.standing_of(certificate.enrollment), coming, by=by)
    return [*reasons, *issue_calendar.day_blockers(certificate.batch.training_center, on)]


def _blockers(certificate: Certificate, standing: Standing, coming: Expected, *, by: User) -> list[Blocker]:
    return [
        *authority(certificate, by=by),
        *certificate_gate.paper_blockers(standing, certificate.paper),
        *print_blockers(standing, certificate.paper, coming),
        *approved_words.blockers(certificate, standing),
    ]


@transaction.atomic
def issue(certificate: Certificate, *, by: User, render_after: bool = True, on: date | None = None) -> Certificate:
    """Permanently assigns number, code and words; an issued certificate is returned unchanged.

    Dated today, or the fixed day `on` of a run of all classes.

    Locks batch, enrollment, certificate and counter, in that order. The number is taken last and returned on any
    failure, so that the series has no gap. Whether all words fit the paper is checked before. The file is made after
    commit (or by the caller if `render_after` is False), always with the same number, however often that fails. Raises
    `RuleViolation`.
    """
    certificate = _locked([certificate.pk])[0]
    # A job may repeat an item whose worker was killed after the commit.
    if certificate.is_issued:
        return certificate
    standing = certificate_gate.standing_of(certificate.enrollment)
    owed = _owed_besides(certificate.batch, [certificate])
    reasons = _blockers(certificate, standing, expected(certificate.batch, certificate.paper), by=by)
    refuse_if([*reasons, *issue_calendar.day_blockers(certificate.batch.training_center, on)])
    write_together([(certificate, standing)], by=by, on=on)
    if not owed:
        batch_plan.certify(certificate.batch, by=by)
    if render_after:
        start_rendering([certificate], by=by)
    return certificate


@transaction.atomic
def issue_together(certificates: Sequence[int], *, by: User, on: date | None = None) -> dict[int, list[Blocker]]:
    """Issues certificates and statements of one center (keys), in order, in one transaction; `on` as in `issue`.

    Checks shared by a batch are made once. Returns the reasons against those that cannot be issued, by key; the others
    are issued. The caller makes the files.
    """
    waiting = [one for one in _locked(certificates) if not one.is_issued]
    if not waiting:
        return {}
    refused, standings = dict[int, list[Blocker]](), dict[int, Standing]()
    against_day = issue_calendar.day_blockers(waiting[0].batch.training_center, on)
    complete = []
    for batch, given in _by_batch(waiting):
        standings |= certificate_gate.standings_of(batch, {one.enrollment_id for one in given})
        refused |= _refused(batch, given, standings, against_day, by=by)
        if _is_last(batch, given, refused):
            complete.append(batch)
    ready = [(one, standings[one.enrollment_id]) for one in waiting if one.pk not in refused]
    if ready:
        write_together(ready, by=by, on=on)
    for batch in complete:
        batch_plan.certify(batch, by=by)
    return refused


def _refused(
    batch: Batch,
    given: Sequence[Certificate],
    standings: Mapping[int, Standing],
    against_day: Sequence[Blocker],
    *,
    by: User,
) -> dict[int, list[Blocker]]:
    """The reasons against those certificates of one batch that cannot be issued, by key."""
    coming = {paper: expected(batch, paper) for paper in {one.paper for one in given}}
    reasons = {one.pk: _blockers(one, standings[one.enrollment_id], coming[one.paper], by=by) for one in given}
    return {key: [*found, *against_day] for key, found in reasons.items() if found or against_day}


def _is_last(batch: Batch, given: Sequence[Certificate], refused: Collection[int]) -> bool:
    """Whether nobody of the batch awaits a certificate any more once these, but for those refused, are issued."""
    if all(one.pk in refused for one in given):
        return False
    keeps = any(one.paper == end_paper(batch) and one.pk in refused for one in given)
    return not keeps and not _owed_besides(batch, given)


def _by_batch(certificates: Sequence[Certificate]) -> list[tuple[Batch, list[Certificate]]]:
    """The certificates of each batch, in order; each batch is a single shared object."""
    found = dict[int, tuple[Batch, list[Certificate]]]()
    for one in certificates:
        found.setdefault(one.batch_id, (one.batch, []))[1].append(one)
    return list(found.values())


def _owed_besides(batch: Batch, given: Sequence[Certificate]) -> bool:
    """Whether anybody in the batch still awaits a certificate after these, so that it is not certified yet.

    The lock on the batch serializes issues, so one of them is the last.
    """
    others = Certificate.objects.filter(batch=batch, paper=end_paper(batch))
    others = others.exclude(pk__in=[one.pk for one in given])
    if batch.state != Batch.State.FINISHED or others.in_the_making().exists():
        return True
    of_class = [one for one in given if one.paper == end_paper(batch)]
    served = {*others.issued().values_list("enrollment", flat=True), *(one.enrollment_id for one in of_class)}
    standings = certificate_gate.standings(batch)
    return any(not one.blockers and one.enrollment.pk not in served for one in standings)


def write_together(ready: Sequence[tuple[Certificate, Earned]], *, by: User, on: date | None) -> None:
    """Everything an issue writes, for certificates of one center; the caller has checked everything under lock.

    Locks superseded certificates, counters, status list and audit, in that order.
    """
    given = [certificate for certificate, _earned in ready]
    center = given[0].batch.training_center
    today = on or clock.today(center.time_zone)
    replaced = [(one.replaces, {"replaced_by": one.pk}) for one in given if one.replaces]
    Certificate.objects.filter(pk__in=[old.pk for old, _details in replaced]).update(state=State.SUPERSEDED)
    # From here on other issues of this center wait, so nothing slow may follow.
    series = _number(given, center, today)
    # Only now are the series locked; until here somebody could change their pattern or validity.
    refuse_if([reason for one in given for reason in approved_words.terms_blockers(one, series[one.paper])])
    for certificate, earned in ready:
        _word(certificate, earned, today)
    _make_checkable(given, center)
    for certificate in given:
        certificate.state, certificate.issued_at, certificate.issued_by = State.ISSUED, clock.now(), by
        certificate.save()
    paper_tasks.replaced([one for one in given if one.replaces])
    paper_tasks.issued(given)
    audit.record_each("certificate.supersede", by=by, targets=replaced)
    details = [(one, {"number": one.number_text, "paper": one.paper}) for one in given]
    audit.record_each("certificate.issue", by=by, targets=details)


def _number(given: Sequence[Certificate], center: TrainingCenter, on: date) -> dict[str, NumberSeries]:
    """Gives each the next number of its series, a code and its last day; returns the series by paper.

    Series are locked in a fixed order to avoid deadlocks.
    """
    series = {}
    for paper in sorted({one.paper for one in given}):
        of_paper = [one for one in given if one.paper == paper]
        taken = number_series.take_many(center, paper, len(of_paper), on=on)
        for certificate, (number, text) in zip(of_paper, taken, strict=True):
            series[paper] = number.series
            certificate.number, certificate.number_text = number, text
            certificate.code = check_codes.new_code()
            certificate.issued_on = on
            certificate.valid_until = number_series.last_day(number.series.validity_months, on)
    return series


def _word(certificate: Certificate, earned: Earned, today: date) -> None:
    certificate.template = template_dress.template_of(certificate.batch.training_center)
    words = printed_words.WORDS[NumberSeries.Paper(certificate.paper)]
    certificate.snapshot = dict(
        words(
            earned,
            number=certificate.number_text,
            code=certificate.code or "",
            issued_on=today,
            valid_until=certificate.valid_until,
        )
    )


def _make_checkable(given: Sequence[Certificate], center: TrainingCenter) -> None:
    """Gives each an entry in the status list, and certificates the facts for their symbol, which the worker signs."""
    key = statement_keys.active_key(center)
    listed, places = status_lists.take_places(center, len(given))
    for certificate, place in zip(given, places, strict=True):
        certificate.status_list, certificate.status_index = listed, place
        if key and certificate.paper == NumberSeries.Paper.CERTIFICATE:
            last = certificate.valid_until.isoformat() if certificate.valid_until else ""
            certificate.snapshot["check"]["claims"] = signed_facts.claims_of(
                certificate.snapshot, kid=key.kid, place=(listed.slug, place), valid_until=last
            )


def _locked(keys: Sequence[int]) -> list[Certificate]:
    """The certificates with these keys, in that order; locks the batch, then all places, then all certificates."""
    hold(batches=Certificate.objects.filter(pk__in=keys).values_list("batch", flat=True))
    places = Enrollment.objects.filter(pk__in=Certificate.objects.filter(pk__in=keys).values("enrollment"))
    list(places.select_for_update().order_by("pk").values_list("pk"))
    related = Certificate.objects.select_related(
        "replaces", "enrollment__person", "enrollment__batch__training_center", "enrollment__batch__version__program"
    )
    locked = related.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk")
    found, batches, centers = {one.pk: one for one in locked}, dict[int, Batch](), dict[int, TrainingCenter]()
    for one in found.values():
        # All paths must lead to one batch object, or changes through one would be invisible to the others.
        batch = one.batch = one.enrollment.batch = batches.setdefault(one.batch_id, one.enrollment.batch)
        # What is looked up for a center is kept with it.
        batch.training_center = centers.setdefault(batch.training_center_id, batch.training_center)
    return [found[key] for key in keys]


def waiting(batch: Batch) -> list[Certificate]:
    """Approved certificates of the batch, unchanged since approval, in numbering order, which is a random one.

    Neighbors in a series would else tell whose class somebody was in, by their names. The public id was drawn when the
    certificate was prepared, so the page that asks before the issue knows the numbers.
    """
    found = Certificate.objects.filter(batch=batch, state=State.APPROVED)
    related = found.select_related("enrollment__person", "batch__training_center", "replaces")
    approved = list(related.order_by("public_id"))
    changed = approval.changed_of(approved)
    return [one for one in approved if one.pk not in changed]


def batch_blockers(ready: Sequence[Certificate], *, by: User) -> list[Blocker]:
    """Why `by` cannot start issuing these; each is checked again when its turn comes."""
    if not ready:
        return [Blocker("nothing", _("No approved paper of this batch waits for its issue."))]
    reasons = list(dict.fromkeys(reason for one in ready for reason in authority(one, by=by)))
    return [*reasons, *issue_calendar.day_blockers(ready[0].batch.training_center, None)]


@transaction.atomic
def issue_batch(batch: Batch, *, by: User) -> Job:
    """Starts a job that issues every approved certificate of the batch, one after another.

    Each is issued in one transaction and rendered in another, in random order; a refusal does not stop the others.
    Raises `RuleViolation` if there are none, or if the center issues on fixed days.
    """
    ready = waiting(batch)
    refuse_if(batch_blockers(ready, by=by))
    title = _("Issue papers of %(batch)s") % {"batch": batch.name}
    result_url = reverse("certification:batch_certificates", args=[batch.public_id])
    return start_job(ready, by=by, title=title, on=None, result_url=result_url)


def start_job(ready: Sequence[Certificate], *, by: User, title: str, on: date | None, result_url: str) -> Job:
    """Starts a job that issues these in this order, which is that of their numbers; `on` as in `issue`."""
    # Ten are issued, then their files made, so that the first files exist long before the last number.
    groups = [ready[at : at + jobs.GROUP] for at in range(0, len(ready), jobs.GROUP)]
    items = [
        (one.enrollment.person.full_name, f"{step}:{one.pk}")
        for group in groups
        for step in ("issue", "render")
        for one in group
    ]
    # Two job items per certificate; people count certificates.
    parameters = {"parts": 2, "on": on.isoformat() if on else ""}
    return jobs.start(JOB, by=by, title=title, items=items, parameters=parameters, result_url=result_url)


def _day_of(job: Job) -> date | None:
    told: str = job.parameters.get("on", "")
    return date.fromisoformat(told) if told else None


@jobs.handler(JOB)
def _do_item(job: Job, item: JobItem) -> None:
    step, pk = _step_and_key(item)
    if step == "issue":
        # A separate item renders: a failing file must not return the number, and rendering is too slow for a lock.
        issue(Certificate.objects.get(pk=pk), by=job.created_by, render_after=False, on=_day_of(job))
    elif issued := Certificate.objects.filter(pk=pk, number__isnull=False).first():
        render(issued)


@jobs.group_handler(JOB)
def _do_items(job: Job, items: Sequence[JobItem]) -> Mapping[int, str]:
    items_of = {_step_and_key(item)[1]: item.pk for item in items}
    keys = list(items_of)
    if _step_and_key(items[0])[0] == "issue":
        refused = issue_together(keys, by=job.created_by, on=_day_of(job))
    else:
        refused = render_together(keys)
        if items[-1].position == job.total:
            transaction.on_commit(signer_client.wait_for_answers, robust=True)
    return {items_of[key]: str(RuleViolation(reasons)) for key, reasons in refused.items()}


def _step_and_key(item: JobItem) -> tuple[str, int]:
    step, _colon, pk = item.reference.partition(":")
    return step, int(pk)
