"""Files of rows without names: who may ask, who decides, and making the file once both heads have approved."""

import hashlib
from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core import audit, clock
from core.errors import Blocker, RuleViolation, refuse_if
from core.reasons import is_enough, reason_blockers
from outcomes.effect.anonymous_rows import AnonymousRows, anonymous, exact_row
from outcomes.effect.cohort import M6
from outcomes.effect.cohort_file_text import zipped
from outcomes.effect.effect_cohorts import closes_on, deleted_since, years_of
from outcomes.effect.models import CohortFile
from outcomes.effect.released_lives import Scope, lives_of, year_of
from outcomes.followup.plain_words import word_blockers
from programs.agreements.models import Agreement

ASK, DECIDE = "outcomes.ask_cohort_file", "outcomes.decide_cohort_file"


def years_whole(today: date) -> list[int]:
    """Years whose six months have passed for everybody and of which no answer is deleted yet."""
    return [year for year in years_of(today) if closes_on(year, M6) <= today < deleted_since(year)]


def pairs_of(user: User) -> list[Agreement]:
    """One agreement with each partner of the user's office, the latest."""
    partner = "training_center" if user.facility_id else "facility"
    latest: dict[int, Agreement] = {}
    agreements = Agreement.objects.visible_to(user).select_related("facility", "training_center")
    for agreement in agreements.order_by("valid_until", "pk"):
        latest[getattr(agreement, f"{partner}_id")] = agreement
    return list(latest.values())


def ask_blockers(asked: CohortFile, *, by: User) -> list[Blocker]:
    """Why this file cannot be asked for; `asked` is not saved yet."""
    today = clock.today(by.time_zone)
    reasons = [] if by.has_perm(ASK) else [_not_allowed()]
    if not any((one.facility_id, one.training_center_id) == _pair(asked) for one in pairs_of(by)):
        reasons.append(Blocker("partner", _("Choose a partner with whom your office has an agreement.")))
    if asked.year not in years_whole(today):
        reasons.append(Blocker("year", _("Choose a year of which six months have passed and no answer is deleted.")))
    if not is_enough(asked.receiver) or not is_enough(asked.purpose):
        reasons.append(Blocker("purpose", _("Write who receives the file and what for, at least 10 letters each.")))
    reasons += word_blockers(f"{asked.receiver} {asked.purpose}", code="purpose_words")
    if CohortFile.objects.standing().filter(office=by.office_code, year=asked.year).exists():
        reasons.append(_there_already())
    return reasons or ([] if rows_of(asked, today) else [_too_few()])


def _pair(asked: CohortFile) -> tuple[int, int]:
    return asked.facility_id, asked.training_center_id


def _not_allowed() -> Blocker:
    return Blocker("not_authorized", _("Your account may not do this. Ask the head of your office."))


def _there_already() -> Blocker:
    return Blocker("there_already", _("There is already a file of this year. Use that one."))


def _too_few() -> Blocker:
    return Blocker(
        "too_few", _("There are too few people of that year for rows without names. Use the report instead.")
    )


def rows_of(asked: CohortFile, today: date) -> AnonymousRows | None:
    """The rows of the people of the office that asks; None if they are too few."""
    lives = lives_of(_scope(asked), *year_of(asked.year))
    return anonymous([exact_row(life, today) for life in lives if life.was_admitted])


def _scope(asked: CohortFile) -> Scope:
    if asked.office == asked.training_center.code:
        return Scope.of_center(asked.training_center)
    facility = asked.facility
    return Scope(facility.pk, time_zone=facility.time_zone, office=facility.code, trained_by=asked.training_center_id)


@transaction.atomic
def ask(*, by: User, pair: Agreement, year: int, receiver: str, purpose: str) -> CohortFile:
    """Asks for the file of a year; both heads decide. Raises `RuleViolation`."""
    asked = CohortFile(
        office=by.office_code,
        facility=pair.facility,
        training_center=pair.training_center,
        year=year,
        receiver=receiver.strip(),
        purpose=purpose.strip(),
        asked_by=by,
    )
    refuse_if(ask_blockers(asked, by=by))
    try:
        with transaction.atomic():
            asked.save()
    except IntegrityError as error:
        raise RuleViolation(_there_already()) from error
    audit.record("cohort_file.ask", by=by, target=asked, year=year)
    return asked


def decide_blockers(asked: CohortFile, *, by: User) -> list[Blocker]:
    """Why `by` cannot decide on it."""
    reasons = [] if by.has_perm(DECIDE) else [_not_allowed()]
    if not asked.is_open:
        reasons.append(Blocker("decided", _("This was decided already.")))
    if by.pk == asked.asked_by_id:
        reasons.append(Blocker("four_eyes", _("Whoever asked cannot decide. Another person does.")))
    if (asked.facility_head_id if by.facility_id else asked.center_head_id) is not None:
        reasons.append(Blocker("approved", _("Your office has approved already; the other office decides now.")))
    return reasons


def _locked(asked: CohortFile) -> CohortFile:
    related = CohortFile.objects.select_related("facility", "training_center")
    return related.select_for_update(of=("self",)).get(pk=asked.pk)


@transaction.atomic
def approve(asked: CohortFile, *, by: User) -> CohortFile:
    """Approves it for the user's office; with the second approval the file is made, once. Raises `RuleViolation`."""
    asked = _locked(asked)
    refuse_if(decide_blockers(asked, by=by))
    if by.facility_id:
        asked.facility_head = by
    else:
        asked.center_head = by
    if asked.facility_head_id and asked.center_head_id:
        _make(asked)
    asked.save()
    audit.record("cohort_file.approve", by=by, target=asked)
    return asked


def _make(asked: CohortFile) -> None:
    today = clock.today(_scope(asked).time_zone)
    found = rows_of(asked, today) if asked.year in years_whole(today) else None
    if found is None:
        # Answers may have been deleted or taken back since it was asked for.
        raise RuleViolation(_too_few())
    asked.content = zipped(found)
    asked.sha256, asked.made_at = hashlib.sha256(asked.content).hexdigest(), clock.now()
    asked.people, asked.left_out = found.people, found.left_out


@transaction.atomic
def refuse(asked: CohortFile, *, by: User, reason: str) -> CohortFile:
    """Refuses it with a reason that both offices read. Raises `RuleViolation`."""
    asked = _locked(asked)
    refuse_if([*decide_blockers(asked, by=by), *reason_blockers(reason), *word_blockers(reason, code="reason_words")])
    asked.refused_by, asked.refused_for = by, reason.strip()
    asked.save()
    audit.record("cohort_file.refuse", by=by, target=asked)
    return asked
