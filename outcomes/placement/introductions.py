"""Introductions: proposing, the person's yes to employer, job and words, the letter, and what came of it."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from certification.authority import authority_blockers
from core import audit, clock
from core.errors import Blocker, RuleViolation, refuse_if
from outcomes.followup.codes import Evidence, OutcomeStatus
from outcomes.followup.contacts import ended
from outcomes.followup.models.consents import Consent
from outcomes.followup.models.outcomes import Outcome
from outcomes.followup.occasions import consent_ends, consent_is_narrowed
from outcomes.followup.told import Told, note_outcome
from outcomes.needs.codes import Attitude
from outcomes.needs.neutral_words import word_blockers
from outcomes.placement.codes import Step, Why
from outcomes.placement.introduction_letter import words_for
from outcomes.placement.job_matches import available
from outcomes.placement.models import ENDS, Introduction, IntroductionStep, JobWish, Vacancy
from outcomes.placement.stages import ASK_AFTER, WITH_EMPLOYER
from outcomes.placement.vacancies import PERMISSION, held

NEXT: dict[str, tuple[Step, ...]] = {
    Step.PROPOSED: (Step.AGREED, Step.WITHDREW),
    Step.AGREED: (Step.SENT, Step.WITHDREW),
    Step.SENT: (Step.INTERVIEW, Step.HIRED, Step.REJECTED, Step.WITHDREW),
    Step.INTERVIEW: (Step.HIRED, Step.REJECTED, Step.WITHDREW),
    Step.HIRED: (Step.STARTED, Step.WITHDREW),
    **dict.fromkeys(ENDS, ()),
}
"""Which step may follow which; whatever is not here is refused."""


@dataclass(frozen=True)
class Taken:
    """A step as noted; `why` for an end, `works_since` for the first day of work, as the person told."""

    step: str
    on: date
    why: str = ""
    works_since: date | None = None


def propose_blockers(vacancy: Vacancy, consent: Consent, *, by: User) -> list[Blocker]:
    """Why this person cannot be proposed for this vacancy."""
    found = authority_blockers(by, PERMISSION, vacancy.training_center)
    today = clock.today(vacancy.training_center.time_zone)
    if vacancy.ended_as or vacancy.closes_on < today:
        found.append(Blocker("closed", _("This vacancy is closed.")))
    if not available(vacancy).filter(pk=consent.pk).exists():
        # One sentence for every reason: none of them is to be told apart here.
        found.append(Blocker("not_now", _("This person is not to be proposed for jobs now.")))
    if vacancy.introductions.filter(consent=consent).exists():
        found.append(Blocker("known", _("This person was proposed for this vacancy already.")))
    return found


@transaction.atomic
def propose(vacancy: Vacancy, consent: Consent, *, by: User) -> Introduction:
    """Proposes somebody for a vacancy; nobody outside hears of it yet. Raises `RuleViolation`."""
    consent = _held_consent(consent.pk)
    vacancy = held(vacancy)
    refuse_if(propose_blockers(vacancy, consent, by=by))
    today = clock.today(vacancy.training_center.time_zone)
    made = Introduction.objects.create(vacancy=vacancy, consent=consent, stepped_on=today)
    IntroductionStep.objects.create(introduction=made, step=Step.PROPOSED, on=today, by=by)
    audit.record("introduction.propose", by=by, target=made)
    return made


def _start_blockers(taken: Taken, vacancy: Vacancy) -> list[Blocker]:
    if not taken.works_since:
        return [Blocker("since", _("Write since when, as the person told it."))]
    found = []
    if taken.works_since > taken.on:
        found.append(Blocker("since", _("The work begins after the day on which it was told.")))
    if taken.works_since < vacancy.opened_on:
        found.append(Blocker("since", _("The work begins before the vacancy was opened. Correct the day.")))
    return found


def step_blockers(introduction: Introduction, taken: Taken, *, by: User) -> list[Blocker]:
    """Why the introduction cannot take this step."""
    vacancy, consent = introduction.vacancy, introduction.consent
    found = authority_blockers(by, PERMISSION, vacancy.training_center)
    if taken.step not in NEXT[introduction.step]:
        found.append(Blocker("step", _("This step does not follow the one before. Open the page again.")))
    today = clock.today(vacancy.training_center.time_zone)
    if not introduction.stepped_on <= taken.on <= today:
        found.append(Blocker("day", _("The day lies before the last step or in the future. Correct it.")))
    if taken.step in (Step.REJECTED, Step.WITHDREW) and taken.why not in Why.values:
        found.append(Blocker("why", _("Choose why it came to nothing.")))
    if taken.step == Step.SENT and Attitude.STOP in vacancy.employer.attitudes:
        found.append(Blocker("stopped", _("The employer asked not to be contacted.")))
    if taken.step == Step.STARTED:
        found += _start_blockers(taken, vacancy)
    if taken.step not in ENDS and not consent.may_match:
        found.append(Blocker("not_now", _("This person is not to be proposed for jobs now.")))
    return found


@transaction.atomic
def take_step(introduction: Introduction, *, by: User, taken: Taken) -> Introduction:
    """Notes the step. A yes fixes the words of the letter; started work is kept as told by the person.

    Whoever withdraws leaves no letter behind. Raises `RuleViolation`.
    """
    introduction = _held(introduction)
    refuse_if(step_blockers(introduction, taken, by=by))
    introduction.step, introduction.stepped_on = taken.step, taken.on
    introduction.why = taken.why if taken.step in (Step.REJECTED, Step.WITHDREW) else ""
    if taken.step == Step.AGREED:
        introduction.letter = words_for(introduction)
    elif taken.step == Step.WITHDREW:
        introduction.letter = None
    introduction.save(update_fields=["step", "stepped_on", "why", "letter"])
    IntroductionStep.objects.create(introduction=introduction, step=taken.step, on=taken.on, by=by)
    audit.record("introduction.step", by=by, target=introduction, step=taken.step)
    if taken.step == Step.STARTED:
        note_outcome(introduction.consent, by=by, told=_told(introduction, taken))
    return introduction


def _held(introduction: Introduction) -> Introduction:
    # In the order of every other act under an agreement: the agreement first.
    consent = _held_consent(introduction.consent_id)
    related = ("vacancy__training_center", "vacancy__employer")
    rows = Introduction.objects.select_for_update(of=("self",)).select_related(*related)
    found = rows.filter(pk=introduction.pk, consent=consent).first()
    if found is None:
        raise RuleViolation(ended())
    found.consent = consent
    return found


def _held_consent(pk: int) -> Consent:
    # Withdrawal and merging delete rows between the page and its answer.
    rows = Consent.objects.select_for_update(of=("self",)).select_related("training_center", "person")
    found = rows.filter(pk=pk).first()
    if found is None or not found.is_agreed:
        raise RuleViolation(ended())
    return found


def _told(introduction: Introduction, taken: Taken) -> Told:
    return Told(
        # In the trade or not is told by the rule, from the name of the job.
        status=OutcomeStatus.EMPLOYED_ELSEWHERE,
        evidence=Evidence.SAID,
        told_on=taken.on,
        works_since=taken.works_since,
        occupation=introduction.vacancy.job,
        employer=introduction.vacancy.employer.name,
        place=introduction.vacancy.place,
    )


def works_since(introduction: Introduction) -> date | None:
    """The first day of the work that followed the introduction, as the person told it; None without such work."""
    if introduction.step != Step.STARTED:
        return None
    told = Outcome.objects.filter(
        consent=introduction.consent_id, told_on=introduction.stepped_on, occupation=introduction.vacancy.job
    )
    return told.exclude(works_since=None).order_by("-pk").values_list("works_since", flat=True).first()


def answer_due(introduction: Introduction) -> date | None:
    """When the employer is asked what became of the letter; None if nothing is awaited."""
    return introduction.stepped_on + ASK_AFTER if introduction.step in WITH_EMPLOYER else None


@transaction.atomic
def set_wish(
    consent: Consent, *, by: User, wants: str, places: str, told_on: date, is_unavailable: bool = False
) -> JobWish:
    """Keeps what work the person wants, as told last, and whether it is proposed now. Raises `RuleViolation`."""
    consent = _held_consent(consent.pk)
    refuse_if(wish_blockers(consent, by=by, places=places, told_on=told_on))
    wish, _made = JobWish.objects.update_or_create(
        consent=consent,
        defaults={
            "wants": wants,
            "places": places.strip(),
            "is_unavailable": is_unavailable,
            "told_on": told_on,
            "recorded_by": by,
        },
    )
    audit.record("job_wish.set", by=by, target=consent)
    return wish


def wish_blockers(consent: Consent, *, by: User, places: str, told_on: date) -> list[Blocker]:
    """Why this wish cannot be kept."""
    found = authority_blockers(by, PERMISSION, consent.training_center)
    if not consent.may_match:
        found.append(Blocker("not_now", _("This person is not to be proposed for jobs now.")))
    if told_on > clock.today(consent.training_center.time_zone):
        found.append(Blocker("day", _("The day lies in the future. Correct it.")))
    return found + word_blockers({_("Where"): places})


@consent_is_narrowed.register
def forget_unwanted(consent: Consent) -> None:
    """Deletes wishes and introductions of whoever is no longer to be proposed for jobs."""
    if not consent.may_match:
        forget(consent)


@consent_ends.register
def forget(consent: Consent) -> None:
    """Deletes what is kept of the person here; the vacancy keeps no trace of who was proposed."""
    Introduction.objects.filter(consent=consent).delete()
    JobWish.objects.filter(consent=consent).delete()
