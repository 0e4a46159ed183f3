"""The body's report about a candidate: result, certificate, blank."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from certification.authority import authority_blockers
from certification.outside_tests import blank_register
from certification.outside_tests.held_tests import PERMISSION
from certification.outside_tests.models.blanks import BlankSerial
from certification.outside_tests.models.tests import OutsideCandidate
from core import audit, clock
from core.errors import Blocker, RuleViolation, refuse_if
from core.reasons import reason_blockers

NUMBER_TAKEN = gettext_lazy("This certificate number is recorded for another candidate.")
Result = OutsideCandidate.Result


@dataclass(frozen=True)
class Outcome:
    """A complete result; blank text and None mean not reported yet."""

    result: str = ""
    certificate_number: str = ""
    registration_number: str = ""
    blank_serial: str = ""
    issued_on: date | None = None
    valid_until: date | None = None


NAMES = tuple(field.name for field in fields(Outcome))


def outcome_of(candidate: OutsideCandidate) -> Outcome:
    """The recorded outcome of the candidate."""
    return Outcome(**{name: getattr(candidate, name) for name in NAMES})


def overwritten(candidate: OutsideCandidate, outcome: Outcome) -> list[str]:
    """Names of recorded values that would change; values not known before do not count."""
    before = outcome_of(candidate)
    return [name for name in NAMES if getattr(before, name) and getattr(before, name) != getattr(outcome, name)]


@dataclass(frozen=True)
class Known:
    """Existing owners of certificate numbers and blanks, fetched once for many results."""

    numbers: dict[str, int]
    serials: dict[str, int]
    blanks: dict[str, BlankSerial]

    @classmethod
    def of(cls, outcomes: Iterable[Outcome], *, center: int) -> "Known":
        """Fetches possible conflicts with these results; three queries."""
        found = list(outcomes)
        numbers = {one.certificate_number for one in found if one.certificate_number}
        serials = {one.blank_serial for one in found if one.blank_serial}
        candidates = OutsideCandidate.objects.order_by()
        taken = candidates.filter(certificate_number__in=numbers).values_list("certificate_number", "pk")
        used = candidates.filter(blank_serial__in=serials).values_list("blank_serial", "pk")
        blanks = BlankSerial.objects.filter(training_center=center, serial__in=serials)
        return cls(dict(taken), dict(used), {blank.serial: blank for blank in blanks})

    def blockers(self, candidate: OutsideCandidate, outcome: Outcome) -> list[Blocker]:
        """Why this number and this blank cannot belong to the candidate."""
        reasons = []
        number, serial = outcome.certificate_number, outcome.blank_serial
        if self.numbers.get(number, candidate.pk) != candidate.pk:
            reasons.append(Blocker("number_taken", NUMBER_TAKEN))
        blank = self.blanks.get(serial)
        holder = blank.candidate_id if blank is not None else None
        if self.serials.get(serial, candidate.pk) != candidate.pk or (holder and holder != candidate.pk):
            reasons.append(Blocker("serial_taken", _("This serial is recorded for another candidate.")))
        elif blank is not None and blank.state in blank_register.GONE:
            text = _("The blank %(serial)s is recorded as “%(state)s”. Check the serial.")
            reasons.append(Blocker("blank_gone", text % {"serial": serial, "state": blank.get_state_display().lower()}))
        return reasons


def outcome_blockers(candidate: OutsideCandidate, outcome: Outcome, *, today: date) -> list[Blocker]:
    """Why the body's report cannot be recorded like this."""
    reasons = []
    if outcome.result and candidate.test.held_on > today:
        reasons.append(Blocker("not_held", _("The test has not taken place yet, so there is no result.")))
    if not outcome.result and outcome_of(candidate).result:
        reasons.append(Blocker("taken_back", _("A recorded result can be corrected, but not taken back.")))
    if outcome.certificate_number:
        return reasons + _certificate_blockers(candidate, outcome, today)
    if outcome.blank_serial or outcome.registration_number or outcome.issued_on or outcome.valid_until:
        text = _("Write the certificate number; serial, registration and dates belong to a certificate.")
        reasons.append(Blocker("number_missing", text))
    if candidate.handed_on:
        reasons.append(Blocker("handed_over", _("The certificate was handed over already.")))
    return reasons


def _certificate_blockers(candidate: OutsideCandidate, outcome: Outcome, today: date) -> list[Blocker]:
    reasons = []
    if outcome.result != Result.COMPETENT:
        reasons.append(Blocker("not_competent", _("Only who was found competent has a certificate.")))
    if outcome.issued_on is None:
        reasons.append(Blocker("issue_missing", _("Write the date of issue of the certificate.")))
    elif not candidate.test.held_on <= outcome.issued_on <= today:
        reasons.append(Blocker("issue_day", _("The date of issue lies before the test or after today.")))
    elif outcome.valid_until is None or outcome.valid_until < outcome.issued_on:
        reasons.append(Blocker("validity", _("The certificate would end before it was issued. Check the dates.")))
    return reasons


@transaction.atomic
def record(
    candidate: OutsideCandidate, outcome: Outcome, *, by: User, reason: str = "", version: int | None = None
) -> OutsideCandidate:
    """Records the body's report. Raises `RuleViolation`.

    `reason` is required when a recorded value changes; an outdated `version` is refused.
    """
    candidate = locked([candidate.pk])[candidate.pk]
    center = candidate.test.training_center
    known = Known.of([outcome], center=center.pk)
    reasons = [
        *authority_blockers(by, PERMISSION, center),
        *stage_blockers(candidate),
        *outcome_blockers(candidate, outcome, today=clock.today(center.time_zone)),
        *known.blockers(candidate, outcome),
    ]
    if version is not None and version != candidate.version:
        reasons.append(Blocker("stale", _("Somebody else has changed this result meanwhile. Look at it once more.")))
    if overwritten(candidate, outcome):
        reasons += correction_blockers(reason)
    refuse_if(reasons)
    store(candidate, outcome, by=by, reason=reason.strip())
    return candidate


def stage_blockers(candidate: OutsideCandidate) -> list[Blocker]:
    """Why nothing can be recorded about this candidate: the test was cancelled."""
    if candidate.test.is_cancelled:
        return [Blocker("cancelled", _("This test was cancelled. Plan another one."))]
    return []


def correction_blockers(reason: str) -> list[Blocker]:
    """Why recorded values cannot be changed for this reason."""
    sentence = _("A recorded value changes. Write why, in at least %(count)s characters.")
    return reason_blockers(reason, sentence, code="reason")


def locked(keys: Iterable[int]) -> dict[int, OutsideCandidate]:
    """Candidates by key, locked in key order."""
    rows = OutsideCandidate.objects.select_for_update(of=("self",)).filter(pk__in=list(keys)).order_by("pk")
    return {row.pk: row for row in rows.select_related("test__training_center", "enrollment__person")}


def store(candidate: OutsideCandidate, outcome: Outcome, *, by: User, reason: str) -> bool:
    """Writes a checked outcome for a locked candidate; returns False if nothing differs."""
    before = outcome_of(candidate)
    changed = [name for name in NAMES if getattr(before, name) != getattr(outcome, name)]
    if not changed:
        return False
    for name in NAMES:
        setattr(candidate, name, getattr(outcome, name))
    candidate.recorded_at, candidate.recorded_by = clock.now(), by
    candidate.version += 1
    try:
        with transaction.atomic():
            candidate.save(update_fields=[*NAMES, "recorded_at", "recorded_by", "version"])
    except IntegrityError:
        # Somebody else has recorded the same number or serial since the check.
        raise RuleViolation(Blocker("number_taken", NUMBER_TAKEN)) from None
    if "blank_serial" in changed:
        blank_register.give_up(candidate, by=by, reason=reason or _("Another blank is used."))
        blank_register.use(outcome.blank_serial, candidate, by=by)
    audit.record(
        "outside_result.record",
        by=by,
        target=candidate,
        reason=reason,
        changes={name: [getattr(before, name), getattr(outcome, name)] for name in changed},
    )
    return True
