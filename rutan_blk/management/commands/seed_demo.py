from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from accounts.models import Facility, ProbationOffice, TrainingCenter, User
from inmates.people.models import Person
from programs.batches.models import Batch
from rutan_blk.demo import (
    aids,
    circumstances,
    graduates,
    jobs,
    readiness,
    seals,
    work,
)
from rutan_blk.demo.first_offices import fill_first
from rutan_blk.demo.offices import SEED, make_offices
from rutan_blk.demo.second_offices import fill_second


class Command(BaseCommand):
    help = "Fills an empty database with invented offices, people, batches and certificates."

    def handle(self, *args, **options):
        refuse_real_rows()
        if Facility.objects.exists():
            raise CommandError("The demo data are there already.")
        with transaction.atomic():
            self.stdout.write("Offices, users and people ...")
            first, second = make_offices()
            self.stdout.write("Batches of the first offices ...")
            fill_first(first)
            self.stdout.write("Batches of the second offices ...")
            fill_second(second)
            self.stdout.write("What happened to people meanwhile ...")
            running, selecting = (Batch.objects.get(name=name) for name in ("Pertukangan 1/2026", "TIK 1/2026"))
            readiness.prepare(first, seed=SEED)
            work.give(first)
            circumstances.happen(first, second, running=running, selecting=selecting)
            graduates.ask(first)
            jobs.introduce(first)
            jobs.make_cards(first)
            aids.give(first)
            seals.end(first.center)
        self.stdout.write(f"{Person.objects.count()} people, {Batch.objects.count()} batches.")


def refuse_real_rows() -> None:
    """Refuses to add invented data to a database with real data."""
    real = [
        User.objects.filter(is_demo=False),
        Facility.objects.filter(is_demo=False),
        TrainingCenter.objects.filter(is_demo=False),
        ProbationOffice.objects.filter(is_demo=False),
    ]
    if any(rows.exists() for rows in real):
        raise CommandError("This database holds real data. Demo data need a database of their own (DATABASE_URL).")
