"""The rows behind each number of a batch that is over.

Some fifteen statements, whatever the size of the batch.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import F, QuerySet

from certification.assessment import certificate_gate
from certification.assessment.models.results import UnitResult
from certification.register.models import Certificate
from outcomes.effect.life_traits import age_group
from programs.batches.models import Batch
from programs.places.models import Enrollment
from programs.registrations.models import Registration
from programs.selection.models import Application
from programs.timetable.models.sessions import Session
from reports.kept import rows
from reports.kept.rows import KeptRows, Row, plain

COMPETENT = "competent"
_ADMITTED = frozenset({Application.State.ADMITTED, Application.State.OFFERED, Application.State.ENROLLED})


@dataclass(frozen=True)
class ClosingRows(KeptRows):
    """One batch. Who applied stands there by the key of the application alone: most of them never had a place."""

    OF_WHOLE = ("sessions", "applications")

    applications: list[Row]


def rows_of(batch: Batch) -> ClosingRows:
    """The rows of the whole batch as they are now."""
    sessions = Session.objects.filter(batch=batch)
    papers = Certificate.objects.issued().filter(batch=batch)
    return ClosingRows(
        places=plain(_places(batch)),
        sessions=plain(rows.session_rows(sessions, "unit", "instructor")),
        marks=plain(rows.mark_rows(sessions)),
        results=plain(rows.result_rows(UnitResult.objects.filter(enrollment__batch=batch))),
        certificates=plain(rows.certificate_rows(papers, handed_on=F("hand_over__handed_on"))),
        applications=plain(_registrations(batch) if batch.is_public else _applications(batch)),
    )


def _places(batch: Batch) -> Iterator[Row]:
    """Each place with the group of its person and whether all core units were passed."""
    places = Enrollment.objects.filter(batch=batch)
    standings = certificate_gate.earned_by(places)
    for row in rows.place_rows(places, "person__sex", "person__birth_date"):
        standing = standings[row["place"]]
        is_competent = bool(standing.units) and standing.is_competent
        yield {**_grouped(row, batch.starts_on), "standing": COMPETENT if is_competent else ""}


def _applications(batch: Batch) -> Iterator[Row]:
    found = batch.applications.exclude(closing=Application.Closing.MISTAKE)
    for row in _told(found, "state_before"):
        states = {row["decision"], row.pop("state_before")}
        yield {**_grouped(row, batch.starts_on), "is_admitted": not states.isdisjoint(_ADMITTED)}


def _registrations(batch: Batch) -> Iterator[Row]:
    for row in _told(batch.registrations.all()):
        accepted = row["decision"] == Registration.State.ACCEPTED
        yield {**_grouped(row, batch.starts_on), "is_admitted": accepted}


def _told(found: QuerySet, *more: str) -> QuerySet:
    words = ("batch", "person", "person__sex", "person__birth_date", *more)
    return found.order_by("pk").values(*words, application=F("pk"), decision=F("state"))


def _grouped(row: Row, first: date) -> Row:
    """The row with the person's sex and the group of the age on the first day, of which numbers tell, and no birth."""
    sex, born = row.pop("person__sex"), row.pop("person__birth_date")
    return {**row, "sex": sex, "age": age_group(born, first)[0]}
