"""Intake interviews and training plans: abilities, wishes and needs, and the steps that follow."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce, TruncDate
from django.utils.translation import gettext as _

from accounts.models import User
from core import audit, clock
from core.errors import Blocker, refuse_if
from core.templatetags.dates import day as written_day
from inmates.custody import in_custody
from inmates.custody.models.stays import CustodyPeriod
from inmates.people.models import Person
from inmates.profile import person_records
from programs.catalog.models import Vocation
from programs.interviews.models import Interview, Skill, TrainingGoal, VocationInterest

# New arrivals are interviewed within two weeks; after that the interview is overdue.
INTERVIEW_WITHIN = timedelta(days=14)
MOST_INTERESTS = 3
SHORTEST_RESULT = 3


@dataclass(frozen=True)
class Said:
    """What the person said in the interview; interests start with the strongest wish."""

    skills: tuple[str, ...] = ()
    prior_work: str = ""
    prior_certificates: str = ""
    education: str = ""
    interests: tuple[Vocation, ...] = ()
    wishes: str = ""
    adjustments: str = ""


def interview_blockers(person: Person, said: Said, *, held_on: date) -> list[Blocker]:
    """Why this interview cannot be recorded."""
    found = in_custody.custody_blockers(person)
    if not answers_something(person, said):
        sentence = _("Nothing is answered yet. Write down at least one skill, earlier work, certificate or wish.")
        found.append(Blocker("nothing_said", sentence))
    if held_on > in_custody.today_of(person):
        found.append(Blocker("in_future", _("The day lies in the future.")))
    arrived_on = person.custody_periods.filter(until=None).values_list("from_date", flat=True).first()
    if arrived_on and held_on < arrived_on:
        sentence = _("The day lies before the arrival on %(day)s. Check the date of the interview.")
        found.append(Blocker("before_arrival", sentence % {"day": written_day(arrived_on)}))
    if set(said.skills) - set(Skill.values):
        found.append(Blocker("unknown_skill", _("Choose skills from the list.")))
    if len(set(said.interests)) < len(said.interests):
        found.append(Blocker("interest_twice", _("One vocation is listed twice. Choose it once.")))
    if len(said.interests) > MOST_INTERESTS:
        sentence = _("At most %(count)d wishes are kept, the strongest first.") % {"count": MOST_INTERESTS}
        found.append(Blocker("too_many_interests", sentence))
    return found


def answers_something(person: Person, said: Said) -> bool:
    """Whether the interview has any answers; values prefilled from the profile do not count."""
    new = [(said.education, person.education), (said.adjustments, person.adjustments)]
    talked = said.skills or said.prior_work or said.prior_certificates or said.interests or said.wishes
    return bool(talked) or any(answer and answer != known for answer, known in new)


@transaction.atomic
def record_interview(person: Person, *, by: User, held_on: date, said: Said, entry: str) -> Interview:
    """Records the interview.

    Adjustments go to the profile, where instructors read them, and so does a missing education.
    """
    person = in_custody.locked(person)
    refuse_if(interview_blockers(person, said, held_on=held_on))
    interview = Interview.objects.create(
        person=person,
        facility=in_custody.facility_of(person),
        held_on=held_on,
        entry=entry,
        skills=[skill.value for skill in Skill if skill in said.skills],
        prior_work=said.prior_work,
        prior_certificates=said.prior_certificates,
        education=said.education,
        wishes=said.wishes,
        adjustments=said.adjustments,
        recorded_at=clock.now(),
        recorded_by=by,
    )
    VocationInterest.objects.bulk_create(
        [
            VocationInterest(interview=interview, vocation=vocation, rank=rank)
            for rank, vocation in enumerate(said.interests, 1)
        ]
    )
    audit.record("interview.record", by=by, target=interview, person=person.pk, entry=entry)
    _complete_profile(person, said, by)
    return interview


def _complete_profile(person: Person, said: Said, by: User) -> None:
    values = {}
    if said.adjustments and said.adjustments != person.adjustments:
        values["adjustments"] = said.adjustments
    # The profile was filled from documents; what the person says only fills gaps.
    if said.education and not person.education:
        values["education"] = said.education
    if values:
        person_records.correct_profile(person, by=by, values=values)


def overdue(people: QuerySet[Person], *, on: date) -> QuerySet[Person]:
    """Those of `people` in custody for over two weeks who have not been interviewed here, with `held_since`.

    If the day of arrival is unknown, the day the person was recorded counts instead.
    """
    stays = CustodyPeriod.objects.open().filter(person=OuterRef("pk"), facility=OuterRef("facility"))
    since = stays.values(since=Coalesce("from_date", TruncDate("recorded_at")))
    talked = Interview.objects.filter(person=OuterRef("pk"), facility=OuterRef("facility"))
    return people.annotate(held_since=Subquery(since[:1])).filter(~Exists(talked), held_since__lt=on - INTERVIEW_WITHIN)


def goals_due(goals: QuerySet[TrainingGoal], *, on: date) -> QuerySet[TrainingGoal]:
    """Open steps past their due date."""
    return goals.filter(state=TrainingGoal.State.OPEN, due_on__lt=on)


@transaction.atomic
def set_goal(person: Person, *, by: User, text: str, due_on: date, vocation: Vocation | None = None) -> TrainingGoal:
    """Adds a step to the person's training plan. Raises `RuleViolation`."""
    person = in_custody.locked(person)
    found = in_custody.custody_blockers(person)
    if due_on < in_custody.today_of(person):
        found.append(Blocker("in_the_past", _("The day has passed already. Choose a coming one.")))
    refuse_if(found)
    goal = TrainingGoal.objects.create(
        person=person, text=text.strip(), vocation=vocation, due_on=due_on, made_at=clock.now(), made_by=by
    )
    audit.record("training_goal.set", by=by, target=goal, person=person.pk, due_on=due_on)
    return goal


def close_blockers(goal: TrainingGoal, *, state: str, note: str) -> list[Blocker]:
    """Why the step cannot be closed this way."""
    found = []
    if goal.state != TrainingGoal.State.OPEN:
        found.append(Blocker("closed_already", _("This goal is closed already.")))
    if state not in (TrainingGoal.State.REACHED, TrainingGoal.State.DROPPED):
        found.append(Blocker("no_such_state", _("Choose reached or given up.")))
    if len(note.strip()) < SHORTEST_RESULT:
        found.append(Blocker("note_missing", _("Write in a few words what came of it.")))
    return found


@transaction.atomic
def close_goal(goal: TrainingGoal, *, by: User, state: str, note: str) -> TrainingGoal:
    """Closes a step as reached or given up, with its result."""
    goal = TrainingGoal.objects.select_for_update(of=("self",)).select_related("person__facility").get(pk=goal.pk)
    refuse_if(close_blockers(goal, state=state, note=note))
    goal.state, goal.close_note, goal.closed_on = state, note.strip(), in_custody.today_of(goal.person)
    goal.save(update_fields=["state", "close_note", "closed_on"])
    audit.record("training_goal.close", by=by, target=goal, state=state)
    return goal


def said_from(data: dict, interests: Iterable[Vocation | None]) -> Said:
    """The interview from form data, without empty wishes."""
    texts = ("prior_work", "prior_certificates", "education", "wishes", "adjustments")
    return Said(
        skills=tuple(data["skills"]),
        interests=tuple(vocation for vocation in interests if vocation),
        **{name: data[name].strip() for name in texts},
    )
