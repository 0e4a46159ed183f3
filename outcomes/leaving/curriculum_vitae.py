"""A CV that its holder hands to employers: filled from what is known, corrected by staff before it is printed."""

from dataclasses import asdict, dataclass

from django.db import transaction
from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from core import audit
from core.errors import Blocker, refuse_if
from core.text import visible
from inmates.custody.in_custody import locked
from inmates.custody.telltale_words import office_names, telltale_words
from inmates.people.codes import Education
from inmates.people.models import Person
from outcomes.leaving.models import CurriculumVitae
from outcomes.leaving.readiness_records import may_record
from outcomes.leaving.skill_passport import places_with_units, short_courses
from outcomes.leaving.work_assignments import experience_of
from programs.interviews.models import Interview
from programs.places.models import Enrollment

MOST_LINES = 8


@dataclass(frozen=True)
class CvWords:
    """The words of a CV beside name and birth; lines are separated by line breaks."""

    schooling: str = ""
    courses: str = ""
    experience: str = ""
    skills: str = ""
    languages: str = ""
    wanted: str = ""


def last_saved(person: Person) -> CurriculumVitae | None:
    """The words that were last saved, if any."""
    return CurriculumVitae.objects.filter(person=person).select_related("saved_by").first()


def known_words(person: Person, *, reader: User) -> CvWords:
    """What the records tell, in Indonesian: to be corrected, since an interview says what nobody else should read."""
    interview = Interview.objects.filter(person=person).prefetch_related("interests__vocation").first()
    with translation.override("id"):
        schooling = Education(person.education).label if person.education else ""
        if interview is None:
            return CvWords(
                schooling=str(schooling),
                courses=_courses(person, reader),
                experience="\n".join(experience_of(person)),
                languages="Indonesia",
            )
        return CvWords(
            schooling=str(schooling),
            courses="\n".join(filter(None, (_courses(person, reader), interview.prior_certificates))),
            experience="\n".join(filter(None, (interview.prior_work, *experience_of(person)))),
            skills=", ".join(str(label) for label in interview.skill_labels),
            languages="Indonesia",
            wanted=", ".join(wish.vocation.name for wish in interview.interests.all()),
        )


def _courses(person: Person, reader: User) -> str:
    """One line a training: program, center, month and year of its end; courses without assessment say what they are."""
    lines = [_line(place) for place in _of(person, places_with_units(reader))]
    return "\n".join([*lines, *(f"Pelatihan singkat: {_line(place)}" for place in _of(person, short_courses(reader)))])


def _of(person: Person, places: QuerySet[Enrollment]) -> QuerySet[Enrollment]:
    found = places.of_facilities().filter(person=person)
    return found.select_related("batch__version__program", "batch__training_center").order_by("batch__ends_on", "pk")


def _line(place: Enrollment) -> str:
    batch = place.batch
    return f"{batch.version.program.name}, {batch.training_center.name}, {batch.ends_on:%m/%Y}"


def blockers(person: Person, words: CvWords, *, by: User) -> list[Blocker]:
    """Why these words cannot be kept: they tell of custody, or there are too many lines for one page."""
    if not may_record(person, by=by):
        return [Blocker("not_here", _("This person is not in custody here and did not leave from here."))]
    offices, found = office_names(), []
    for text in asdict(words).values():
        for word in telltale_words(text, offices)[:1]:
            sentence = _("“%(word)s” must not stand in a CV: it tells where the person was. Reword it.")
            found.append(Blocker("telltale", sentence % {"word": word}))
        if len(text.splitlines()) > MOST_LINES:
            sentence = _("A part of the CV has more than %(count)d lines. Shorten it, so that all fits on one page.")
            found.append(Blocker("too_long", sentence % {"count": MOST_LINES}))
    return found


@transaction.atomic
def save_cv(person: Person, *, by: User, words: CvWords) -> CurriculumVitae:
    """Keeps the words; the earlier ones stay. Raises `RuleViolation`."""
    person = locked(person)
    words = CvWords(**{name: tidied(text) for name, text in asdict(words).items()})
    refuse_if(blockers(person, words, by=by))
    kept = CurriculumVitae.objects.create(person=person, facility=by.facility, saved_by=by, **asdict(words))
    audit.record("curriculum_vitae.save", by=by, target=kept, person=person.pk)
    return kept


def tidied(text: str) -> str:
    """Each line with single blanks, without empty lines."""
    lines = (" ".join(visible(line).split()) for line in text.splitlines())
    return "\n".join(line for line in lines if line)
