"""Invented work inside, of people in and out of training."""

from datetime import time, timedelta

from accounts.roles import Role
from core import clock
from inmates.people.models import Person
from outcomes.leaving.work_assignments import WorkTerms, assign_work
from rutan_blk.demo.cast import Crew

# Kind, place, days of the week, begins, ends, and how many days ago it began.
WORKS = (
    ("Tukang kayu mebel", "Bengkel kayu, Rantau", (0, 1, 2, 3, 4), time(9), time(11), 120),
    ("Juru masak", "Dapur umum, Rantau", (0, 1, 2, 3, 4, 5), time(5), time(8), 200),
    ("Perawatan gedung", "Rantau", (0, 2, 4), time(8), time(10), 60),
    ("Pangkas rambut", "Rantau", (1, 3), time(9), time(11), 90),
    ("Kebun sayur", "Rantau", (0, 1, 2, 3, 4, 5), time(7), time(9), 45),
    ("Binatu", "Rantau", (0, 3), time(8), time(11), 30),
)


def give(crew: Crew) -> None:
    """One kind of work to every person of a few; some are in training at the same hours."""
    today = clock.today(crew.facility.time_zone)
    people = Person.objects.filter(facility=crew.facility, custody_periods__from_date__lt=today - timedelta(days=200))
    trained = people.filter(enrollments__state="active").distinct().order_by("name_sort", "pk")[:3]
    others = people.exclude(enrollments__state="active").order_by("name_sort", "pk")[:3]
    for person, (kind, place, weekdays, starts_at, ends_at, days) in zip([*trained, *others], WORKS, strict=False):
        terms = WorkTerms(kind, place, weekdays, starts_at, ends_at, today - timedelta(days=days), is_sure=True)
        assign_work(person, by=crew[Role.TRAINING_OFFICER], terms=terms)
