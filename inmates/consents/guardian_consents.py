"""Consent of a parent or guardian for people under 18: needed for their own to count, recorded, ended, outgrown.

UU 27/2022, article 25: data of children are processed with the consent of parent or guardian.
"""

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import TrainingCenter, User
from accounts.roles import Role
from core import audit, clock
from core.due import work_due
from core.errors import Blocker, refuse_if
from core.occasions import Occasion
from core.reasons import reason_blockers
from inmates.consents.codes import Relation
from inmates.consents.minors import is_minor, minors_on
from inmates.consents.models import GuardianConsent
from inmates.inbox.inbox_tasks import Kind, open_task, profile_link, register, settle
from inmates.inbox.models import InboxTask
from inmates.people.models import Person

PERMISSION = "inmates.record_guardian"
# How long what a child agreed to still counts at 18, from the day on which the task is opened.
RENEW_WITHIN = timedelta(days=90)


def _not_answered(task: InboxTask) -> str:
    """Why the task stays open: the own answer settles it, or its last day. Empty once nobody waits for it."""
    waiting = GuardianConsent.objects.outgrown().filter(training_center=task.training_center_id)
    if waiting.filter(Q(person=task.person_id) | Q(person__merged_into=task.person_id)).exists():
        return _("The own answer is not recorded yet. Record yes or no; this task closes by itself then.")
    return ""


TURNED_ADULT = register(
    Kind(
        "inmates.turned_adult",
        gettext_lazy("People who turned 18"),
        gettext_lazy("%(name)s is 18: ask for the own agreement"),
        gettext_lazy(
            "A parent or guardian agreed until now. Ask anew, and record the answer; without one the agreement ends"
            " on the day after."
        ),
        "warn",
        "handshake",
        profile_link,
        stays_open=_not_answered,
    )
)


def guarded(people: Collection[int], center: TrainingCenter, day: date) -> set[int]:
    """Of these people (keys), those for whom a parent or guardian had signed by that day; one query."""
    rows = GuardianConsent.objects.standing().filter(training_center=center, given_on__lte=day)
    signed = rows.filter(Q(person__in=people) | Q(person__merged_into__in=people))
    pairs = signed.values_list("person", "person__merged_into")
    return {key for pair in pairs for key in pair if key in set(people)}


def is_unguarded(person: Person, center: TrainingCenter, day: date) -> bool:
    """Whether the person is under 18 and nobody has signed; asks the database for children only."""
    return is_minor(person.birth_date, day) and person.pk not in guarded([person.pk], center, day)


def guardian_blockers(person: Person, center: TrainingCenter, day: date) -> list[Blocker]:
    """Why the person's own consent does not count yet."""
    if not is_unguarded(person, center, day):
        return []
    sentence = _("This person is under 18. Record the consent of a parent or guardian first.")
    return [Blocker("guardian", sentence, missing=True)]


def _power_blockers(center: TrainingCenter, by: User) -> list[Blocker]:
    if by.training_center_id == center.pk and by.has_perm(PERMISSION):
        return []
    return [Blocker("not_authorized", _("Only the training center records this."))]


def record_blockers(
    person: Person, center: TrainingCenter, *, by: User, guardian_name: str, relation: str, given_on: date, paper: str
) -> list[Blocker]:
    """Why this consent of a parent or guardian cannot be recorded."""
    found, today = _power_blockers(center, by), clock.today(center.time_zone)
    if not is_minor(person.birth_date, min(given_on, today)):
        text = _("This person was 18 on that day and agrees alone; or the date of birth is missing.")
        found.append(Blocker("adult", text))
    if given_on > today:
        found.append(Blocker("future", _("The day lies in the future. Correct it.")))
    if person.birth_date and given_on < person.birth_date:
        found.append(Blocker("unborn", _("The day lies before the birth. Correct it.")))
    if not guardian_name.strip() or not paper.strip():
        found.append(Blocker("incomplete", _("Write who signed, and where the paper is kept.")))
    if relation not in Relation.values:
        found.append(Blocker("relation", _("Choose how they are related.")))
    if GuardianConsent.objects.standing().filter(person=person, training_center=center).exists():
        found.append(Blocker("stands", _("A parent or guardian has signed already.")))
    return found


@transaction.atomic
def record(
    person: Person, center: TrainingCenter, *, by: User, guardian_name: str, relation: str, given_on: date, paper: str
) -> GuardianConsent:
    """Records who signed for the person. Locks the person; raises `RuleViolation`."""
    person = Person.objects.select_for_update(no_key=True, of=("self",)).get(pk=person.pk)
    said: dict[str, Any] = {"relation": relation, "given_on": given_on}
    said |= {"guardian_name": guardian_name, "paper": paper}
    refuse_if(record_blockers(person, center, by=by, **said))
    said |= {"guardian_name": guardian_name.strip(), "paper": paper.strip()}
    row = GuardianConsent.objects.create(person=person, training_center=center, recorded_by=by, **said)
    audit.record("guardian_consent.record", by=by, target=row, given_on=given_on)
    return row


def end_blockers(row: GuardianConsent, *, by: User, ended_on: date, end_paper: str) -> list[Blocker]:
    """Why this consent cannot be ended on that day, with these words of who ended it and where the paper is."""
    found = _power_blockers(row.training_center, by)
    if row.ended_on:
        found.append(Blocker("ended", _("It has ended already.")))
    if not row.given_on <= ended_on <= clock.today(row.training_center.time_zone):
        text = _("It ends between the day on which it was signed and today. Correct the day.")
        found.append(Blocker("day", text))
    sentence = _("Say in at least %(count)s characters who ended it, and where the letter is kept.")
    return [*found, *reason_blockers(end_paper, sentence)]


@transaction.atomic
def end(row: GuardianConsent, *, by: User, ended_on: date, end_paper: str) -> GuardianConsent:
    """Ends it at the word of parent or guardian; what was recorded meanwhile stays. Raises `RuleViolation`."""
    row = GuardianConsent.objects.select_for_update(of=("self",)).select_related("training_center").get(pk=row.pk)
    refuse_if(end_blockers(row, by=by, ended_on=ended_on, end_paper=end_paper))
    row.ended_on, row.ended_by, row.end_paper = ended_on, by, end_paper.strip()
    row.save(update_fields=["ended_on", "ended_by", "end_paper"])
    audit.record("guardian_consent.end", by=by, target=row, ended_on=ended_on)
    return row


@work_due.register
def ask_those_who_turned_adult() -> int:
    """Opens a task for everybody who has turned 18 under the consent of another; how many."""
    done = 0
    centers = GuardianConsent.objects.standing().filter(asked_anew_at=None).values("training_center")
    for center in TrainingCenter.objects.filter(pk__in=centers).order_by("pk"):
        grown = ~minors_on(clock.today(center.time_zone), "person")
        rows = GuardianConsent.objects.standing().filter(grown, training_center=center, asked_anew_at=None)
        for key in list(rows.order_by("pk").values_list("pk", flat=True)):
            done += _ask_anew(key, center)
    return done


@work_due.register
def wait_for_those_who_are_minors_again() -> int:
    """Takes back the task about somebody whose date of birth was corrected and who is under 18 after all; how many."""
    done = 0
    for center in TrainingCenter.objects.filter(pk__in=GuardianConsent.objects.standing().values("training_center")):
        young = minors_on(clock.today(center.time_zone), "person")
        rows = GuardianConsent.objects.standing().filter(young, training_center=center)
        for row in rows.exclude(asked_anew_at=None).select_related("person__merged_into").order_by("pk"):
            done += _wait_again(row)
    return done


@transaction.atomic
def _wait_again(row: GuardianConsent) -> int:
    settle(TURNED_ADULT, person=row.person.merged_into or row.person)
    return (
        GuardianConsent.objects.exclude(asked_anew_at=None).filter(pk=row.pk).update(asked_anew_at=None, renew_by=None)
    )


@transaction.atomic
def _ask_anew(key: int, center: TrainingCenter) -> bool:
    rows = GuardianConsent.objects.select_for_update(of=("self",)).select_related("person__merged_into")
    row = rows.filter(pk=key, asked_anew_at=None).first()
    if row is None:
        return False
    person = row.person.merged_into or row.person
    row.asked_anew_at, row.renew_by = clock.now(), clock.today(center.time_zone) + RENEW_WITHIN
    row.save(update_fields=["asked_anew_at", "renew_by"])
    open_task(TURNED_ADULT, role=Role.PLACEMENT_OFFICER, office=center, person=person, due_on=row.renew_by)
    audit.record("guardian_consent.outgrow", by=None, target=row)
    return True


not_renewed: Occasion[GuardianConsent] = Occasion()
"""Nobody recorded an own answer by the last day: what the person agreed to as a child ends, in the same transaction."""


@transaction.atomic
def renew(person: Person, center: TrainingCenter, *, by: User | None) -> None:
    """The person, by now 18, has answered alone: the consent of parent or guardian ends with it."""
    rows = GuardianConsent.objects.outgrown().filter(Q(person=person) | Q(person__merged_into=person))
    for row in rows.filter(training_center=center).select_for_update(of=("self",)).order_by("pk"):
        _close(row, "guardian_consent.renew", by=by)


@work_due.register
def end_what_was_not_renewed() -> int:
    """Ends what children agreed to and did not renew in time; how many."""
    done = 0
    for center in TrainingCenter.objects.filter(pk__in=GuardianConsent.objects.outgrown().values("training_center")):
        late = GuardianConsent.objects.outgrown().filter(
            training_center=center, renew_by__lt=clock.today(center.time_zone)
        )
        for key in list(late.order_by("pk").values_list("pk", flat=True)):
            done += _lapse(key)
    return done


@transaction.atomic
def _lapse(key: int) -> bool:
    rows = GuardianConsent.objects.outgrown().select_for_update(of=("self",))
    row = rows.select_related("person__merged_into", "training_center").filter(pk=key).first()
    if row is None:
        return False
    not_renewed.happens(row)
    _close(row, "guardian_consent.lapse", by=None)
    return True


def _close(row: GuardianConsent, action: str, *, by: User | None) -> None:
    row.ended_on, row.ended_by = clock.today(row.training_center.time_zone), by
    row.save(update_fields=["ended_on", "ended_by"])
    settle(TURNED_ADULT, person=row.person.merged_into or row.person)
    audit.record(action, by=by, target=row)
