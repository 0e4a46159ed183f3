"""What somebody told: which answers can be kept, and keeping them."""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from certification.authority import authority_blockers
from core import audit, clock
from core.errors import Blocker, RuleViolation, refuse_if
from outcomes.followup import trade_rule
from outcomes.followup.codes import (
    DERIVED,
    WORKING,
    Evidence,
    Help,
    Hindrance,
    Hours,
    Income,
    OutcomeStatus,
    PaperShown,
    ToolUse,
    Wave,
)
from outcomes.followup.contacts import PERMISSION, ended, held
from outcomes.followup.models.consents import Consent
from outcomes.followup.models.outcomes import FollowUp, Outcome
from outcomes.followup.plain_words import word_blockers
from outcomes.followup.tools_received import UseTold, received_of, use_is_told

LONGEST_SUGGESTION, LONGEST_OCCUPATION, LONGEST_PLACE = 200, 60, 120
_ASKS_SUGGESTION = frozenset({Wave.MONTHS_12, Wave.MONTHS_24})
_TOLD_OR_SEEN = frozenset({Evidence.SAID, Evidence.SEEN, Evidence.PAPER})
_WORDS_OF_WORK = {"occupation": LONGEST_OCCUPATION, "employer": LONGEST_PLACE, "place": LONGEST_PLACE}
_OF_WORK = ("works_since", "same_place", "hours_band", "income_band", *_WORDS_OF_WORK)


@dataclass(frozen=True)
class Told:
    """The answers of one talk. Only the status is asked of everybody; what does not fit it is left empty."""

    status: str
    evidence: str
    told_on: date
    works_since: date | None = None
    same_place: bool | None = None
    hours_band: str = ""
    income_band: str = ""
    occupation: str = ""
    employer: str = ""
    place: str = ""
    units_used: tuple[str, ...] = ()
    aids_in_use: bool | None = None
    has_papers: bool | None = None
    hindrance: str = ""
    help_wanted: str = ""
    suggestion: str = ""
    paper: str = ""
    # What became of things received, by their keys; `aids_in_use` follows from it.
    uses: tuple[tuple[UUID, str], ...] = ()
    # On the holder's page the person says so; by telephone the rule tells.
    says_in_trade: bool | None = field(default=None)


def blockers(consent: Consent, told: Told, *, by: User | None, wave: str | None = None) -> list[Blocker]:
    """Why these answers cannot be kept. `by` None is the holder, on the certificate's page."""
    if not consent.is_agreed:
        return [ended()]
    reasons = authority_blockers(by, PERMISSION, consent.training_center) if by else []
    if (by is None) != (told.evidence == Evidence.SELF_REPORT) or told.evidence not in Evidence.values:
        reasons.append(Blocker("evidence", _("Choose how this is known.")))
    if told.status not in OutcomeStatus.values or told.status in DERIVED:
        reasons.append(Blocker("status", _("Choose what the person does now.")))
    if told.evidence == Evidence.HEARSAY and told.status in WORKING:
        reasons.append(Blocker("hearsay", _("What others tell makes nobody working. Ask the person.")))
    if told.paper and told.evidence != Evidence.PAPER:
        reasons.append(Blocker("paper", _("A paper was shown, so choose that as how this is known.")))
    return reasons + _day_blockers(consent, told) + _code_blockers(told) + _text_blockers(told, wave)


def _day_blockers(consent: Consent, told: Told) -> list[Blocker]:
    today = clock.today(consent.training_center.time_zone)
    reasons = []
    if told.told_on > today or told.told_on < consent.asked_on:
        reasons.append(Blocker("day", _("The day lies in the future or before the agreement. Correct it.")))
    if told.works_since and told.works_since > told.told_on:
        reasons.append(Blocker("since", _("The work begins after the day of the answer. Correct the month.")))
    return reasons


def _code_blockers(told: Told) -> list[Blocker]:
    lists = (
        (told.hours_band, Hours),
        (told.income_band, Income),
        (told.hindrance, Hindrance),
        (told.help_wanted, Help),
        (told.paper, PaperShown),
    )
    if all(not value or value in codes.values for value, codes in lists):
        return []
    return [Blocker("code", _("One answer is not among those offered. Choose again."))]


def _text_blockers(told: Told, wave: str | None) -> list[Blocker]:
    lengths = _WORDS_OF_WORK | {"suggestion": LONGEST_SUGGESTION}
    reasons = [one for name in lengths for one in word_blockers(getattr(told, name), code=f"{name}_words")]
    if any(len(getattr(told, name)) > most for name, most in lengths.items()):
        reasons.append(Blocker("long", _("Shorten the text.")))
    if told.suggestion and wave not in _ASKS_SUGGESTION:
        reasons.append(Blocker("suggestion", _("This is asked after 12 and 24 months only.")))
    return reasons


@transaction.atomic
def note_outcome(consent: Consent, *, by: User | None, told: Told, follow_up: FollowUp | None = None) -> Outcome:
    """Keeps the answers beside all earlier ones; a wave that was asked is done, unless others told.

    A death ends all further waves and removes the contacts. Raises `RuleViolation`.
    """
    consent = held(consent)
    if follow_up:
        follow_up = FollowUp.objects.select_for_update(of=("self",)).filter(pk=follow_up.pk).first()
        refuse_if([] if follow_up else [ended()])
    wave = follow_up.wave if follow_up else _wave_on(consent, told.told_on)
    refuse_if(blockers(consent, told, by=by, wave=wave) + _unit_blockers(consent, told) + _use_blockers(consent, told))
    outcome = Outcome.objects.create(consent=consent, wave=wave, recorded_by=by, **_values(consent, told))
    if outcome.evidence != Evidence.HEARSAY and wave:
        _open(consent).filter(wave=wave).update(state=FollowUp.State.DONE)
    if outcome.status == OutcomeStatus.DIED:
        _open(consent).update(state=FollowUp.State.STOPPED)
        consent.contacts.all().delete()
    audit.record("outcome.record", by=by, target=outcome)
    if told.uses:
        use_is_told.happens(UseTold(outcome, dict(told.uses)))
    return outcome


def _open(consent: Consent) -> QuerySet[FollowUp]:
    return FollowUp.objects.open().filter(consent=consent)


def _wave_on(consent: Consent, day: date) -> str | None:
    """The wave in whose window an unasked report falls; None between the windows."""
    due = consent.follow_ups.filter(due_on__lte=day, window_until__gte=day)
    return due.values_list("wave", flat=True).first()


def _unit_blockers(consent: Consent, told: Told) -> list[Blocker]:
    if not told.units_used or set(told.units_used) <= set(trade_rule.passed_units(consent)):
        return []
    return [Blocker("units", _("One of the units was not passed by this person. Choose again."))]


def _use_blockers(consent: Consent, told: Told) -> list[Blocker]:
    if not told.uses:
        return []
    known = {one.key for one in received_of(consent)}
    if told.evidence not in _TOLD_OR_SEEN:
        return [Blocker("hearsay", _("Only the person tells, or staff see, what is still in use. Ask the person."))]
    if all(key in known and use in ToolUse.values for key, use in told.uses):
        return []
    return [Blocker("uses", _("One of the things was not received, or the answer is not among those offered."))]


def _values(consent: Consent, told: Told) -> dict:
    values = {
        name: getattr(told, name)
        for name in (*_OF_WORK, "evidence", "told_on", "aids_in_use", "has_papers", "hindrance", "help_wanted", "paper")
    }
    if told.uses:
        values["aids_in_use"] = any(use == ToolUse.IN_USE for _key, use in told.uses)
    values.update(suggestion=told.suggestion.strip(), units_used=sorted(told.units_used), status=told.status)
    values.update({name: getattr(told, name).strip() for name in _WORDS_OF_WORK})
    if told.status not in WORKING:
        return {**values, "works_since": None, "same_place": None, **dict.fromkeys(_OF_WORK[2:], "")}
    within, version = told.says_in_trade, trade_rule.SAID_VERSION
    if within is None:
        version = trade_rule.RULE_VERSION
        within = trade_rule.in_trade(
            units_used=told.units_used,
            passed=trade_rule.passed_units(consent),
            occupation=told.occupation,
            words=trade_rule.words_for(consent, told.told_on),
        )
    return {**values, "is_in_trade": within, "rule_version": version, "status": trade_rule.by_rule(told.status, within)}


@transaction.atomic
def note_help_given(outcome: Outcome, *, by: User) -> Outcome:
    """Records that the help asked for was seen to. Raises `RuleViolation`."""
    found = Outcome.objects.select_for_update(of=("self",)).select_related("consent__training_center")
    asked = found.filter(pk=outcome.pk).first()
    if asked is None:
        raise RuleViolation(ended())
    refuse_if(authority_blockers(by, PERMISSION, asked.consent.training_center))
    if asked.help_given_at is None:
        asked.help_given_at = clock.now()
        asked.save(update_fields=["help_given_at"])
        audit.record("outcome.help", by=by, target=asked)
    return asked
