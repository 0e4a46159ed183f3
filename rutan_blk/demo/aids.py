"""Tools and capital that invented people were given: some before leaving, some after, and what became of them."""

from datetime import date, timedelta

from accounts.roles import Role
from core import clock
from inmates.custody.custody_facts import with_custody
from inmates.people.models import Person
from outcomes.aids.aid_records import Given, record_aid
from outcomes.aids.aid_uses import keep_uses
from outcomes.followup.models.consents import Consent
from outcomes.followup.tools_received import UseTold, received_of
from outcomes.leaving import readiness
from rutan_blk.demo.cast import Crew

MOST_BEFORE, MOST_AFTER = 6, 5
_BEFORE = (
    ("ALAT_SET", "Set las listrik 900 W", "Dinas Sosial Tapin", 1_650_000, "LAS-0417"),
    ("BUKU_TABUNGAN", "Buku tabungan Simpedes", "BRI Unit Rantau", None, ""),
    ("SIMPANAN", "Premi mebel Januari–Juni", "Bengkel kerja", 640_000, ""),
    ("ALAT_SET", "Set pangkas rambut", "Baznas Tapin", 850_000, ""),
    ("BAHAN", "Kain katun 20 meter", "CV Maju Bersama", 500_000, ""),
)
_AFTER = (
    ("MESIN", "Mesin jahit hitam", "Baznas Tapin", 2_400_000, "MJ-2231"),
    ("ALAT_SET", "Set kunci bengkel", "CV Maju Bersama", 900_000, ""),
    ("PINJAMAN_KUR", "KUR super mikro", "BRI Unit Rantau", 10_000_000, ""),
    ("NIB", "Nomor induk berusaha", "Mal Pelayanan Publik Tapin", None, ""),
)
_USES = ("DIPAKAI", "DIPAKAI", "RUSAK", "DIJUAL")


def give(crew: Crew) -> None:
    """Gives things to those who leave first, and to graduates who agreed to be asked."""
    _before(crew)
    _after(crew)


def _before(crew: Crew) -> None:
    today = clock.today(crew.facility.time_zone)
    people = readiness.leaving_soon(with_custody(Person.objects.filter(facility=crew.facility)), on=today)
    for number, person in enumerate(people.order_by("leaving_on", "name_sort", "pk")[:MOST_BEFORE]):
        given = _given(_BEFORE[number % len(_BEFORE)], today - timedelta(days=number))
        record_aid(person, by=crew[Role.TRAINING_OFFICER], given=given)


def _after(crew: Crew) -> None:
    by, today = crew[Role.PLACEMENT_OFFICER], clock.today(crew.center.time_zone)
    agreed = Consent.objects.agreed().filter(training_center=crew.center, outcomes__isnull=False).distinct()
    for number, consent in enumerate(agreed.select_related("person").order_by("-followed_from", "-pk")[:MOST_AFTER]):
        # What was told in the last call, so that no further answer is made up.
        said = consent.outcomes.filter(evidence="E2").order_by("-told_on", "-pk").first()
        given_on = (said.told_on if said else today) - timedelta(days=20 + number)
        record_aid(consent.person, by=by, given=_given(_AFTER[number % len(_AFTER)], given_on))
        if said:
            keep_uses(UseTold(said, {one.key: _USES[number % len(_USES)] for one in received_of(consent)}))


def _given(row: tuple, day: date) -> Given:
    kind, what, giver, value, mark = row
    return Given(kind, what, giver, day, value, mark)
