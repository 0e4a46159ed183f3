"""Ten years of an ordinary mixture: whoever left, applied, trained and was looked at when, by chance with a seed.

The days are compared with the periods here, not by the queries that choose what goes.
"""

from datetime import date, timedelta
from random import Random

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from core import access_chain
from core.audit_proof import prove
from core.models import AccessLogEntry
from inmates.people.models import Person
from programs.attendance.models.marks import Mark
from programs.selection.models import Application
from reports.retention.models import LegalHold
from reports.retention.retention_periods import periods
from tests.factories import UserFactory
from tests.factories.certification import graduates
from tests.reports.retention.test_destructions import has_details, left
from tests.reports.retention.test_served_classes import ended
from tests.reports.retention.test_served_records import applied, looked
from tests.reports.retention.test_ten_years import files_of, run

pytestmark = [pytest.mark.django_db, pytest.mark.engines]
TODAY = date(2026, 11, 23)
LIVES, CLASSES = 60, 8


class Population:
    """People of one facility and classes of one center, each with days of the last ten years."""

    def __init__(self, chance: Random, auditor, *, holds: int) -> None:
        self.chance, self.auditor, self.facility = chance, auditor, auditor.facility
        self.lives = {left(self.facility, self.day()): self.day() for _ in range(LIVES)}
        for person, day in self.lives.items():
            person.custody_periods.update(until=day)
        self.applications = {}
        for person in chance.sample(list(self.lives), LIVES // 2):
            day = self.day()
            name = default_storage.save("consents/x.pdf", ContentFile(b"%PDF-"))
            self.applications[applied(self.facility, day, person=person, scan=name)] = day
        self.readings = {}
        for day in sorted(self.day() for _ in range(LIVES)):
            self.readings[looked(auditor, day, [chance.choice(list(self.lives)).pk])] = day
        access_chain.link()
        first = graduates(1, facility=self.facility)
        others = [
            graduates(chance.randint(1, 2), facility=self.facility, training_center=first.training_center)
            for _ in range(CLASSES - 1)
        ]
        self.center = first.training_center
        self.classes = {batch: self.day() for batch in (first, *others)}
        for batch, day in self.classes.items():
            ended(batch, day)
        self.held = chance.sample(list(self.lives), holds)
        for person in self.held:
            LegalHold.objects.create(
                office=self.facility.code, person=person, reason="Permintaan kejaksaan", placed_by=auditor
            )

    def day(self) -> date:
        return TODAY - timedelta(days=self.chance.randint(1, 3650))


def cut(office, code):
    """The first day that is kept."""
    return next(one for one in periods(office) if one.code == code).ends_before(TODAY)


@pytest.mark.parametrize(("seed", "holds"), [(1, 0), pytest.param(2, 6, marks=pytest.mark.once)])
def test_of_an_ordinary_mixture_just_what_is_older_than_its_period_goes(
    seed, holds, auditor, django_capture_on_commit_callbacks
):
    people = Population(Random(seed), auditor, holds=holds)
    facility, center, held = people.facility, people.center, set(people.held)

    with django_capture_on_commit_callbacks(execute=True):
        run(auditor, UserFactory(roles=["rutan_head"], facility=facility))
        run(*(UserFactory(roles=[role], training_center=center) for role in ("auditor", "blk_head")))

    kept = {person for person in people.lives if has_details(person)}
    assert kept == {one for one, day in people.lives.items() if day >= cut(facility, "custody") or one in held}
    assert set(Application.objects.filter(pk__in=[one.pk for one in people.applications])) == {
        one for one, day in people.applications.items() if day >= cut(facility, "selections") or one.person in held
    }
    assert set(AccessLogEntry.objects.filter(pk__in=[one.pk for one in people.readings])) == {
        one for one, day in people.readings.items() if day >= cut(facility, "accesses") or held
    }
    marked = set(Mark.with_taken_back.values_list("session__batch", flat=True))
    assert marked == {one.pk for one, day in people.classes.items() if day >= cut(center, "classes")}
    # Nothing of whoever went is left in a file: what stands is named by a row.
    scans = {one.get().scan for one in (person.remand_papers for person in kept)}
    assert {name for name in files_of(default_storage) if name.startswith("remand/")} == scans
    assert nameless(people) == []
    assert prove().broken == []


def nameless(people):
    """People who lost the name too early, or kept it too long."""
    wrong = []
    for person, day in people.lives.items():
        is_nameless = Person.objects.get(pk=person.pk).full_name.startswith("Tanpa nama")
        if is_nameless and (day >= cut(people.facility, "people") or person in people.held):
            wrong.append((person.pk, day, "too early"))
        if not is_nameless and day < cut(people.facility, "people") and not people.held:
            wrong.append((person.pk, day, "too long"))
    return wrong
