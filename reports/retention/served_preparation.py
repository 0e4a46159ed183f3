"""Interviews, goals and what was prepared for leaving, of people who left custody long ago."""

from collections import Counter
from collections.abc import Collection

from django.db.models import OuterRef, QuerySet

from accounts.models import Facility
from inmates.custody.served_details import left_people
from inmates.people.models import Person
from outcomes.leaving import served_preparation
from programs.interviews import served_interviews

TABLES = (*served_interviews.TABLES, *served_preparation.TABLES)


def people(facility: Facility) -> QuerySet[Person]:
    """People who left custody from this facility last and of whom this is kept, with `since`: the day of leaving."""
    person = OuterRef("pk")
    return left_people(facility).filter(served_interviews.are_kept(person) | served_preparation.are_kept(person))


def destroy(found: Collection[int]) -> Counter[str]:
    """Deletes it of these people (keys), within the caller's transaction; how many rows went, by table."""
    return served_interviews.destroy(found) + served_preparation.destroy(found)
