"""Both offices, their staff, and the people in custody."""

from datetime import date, timedelta

from django.contrib.auth.models import Group

from accounts.models import Facility, TrainingCenter, User
from accounts.roles import SIDES, Role, Side
from benchmarks.pages_data.world import store
from certification.certificates.models import IssueDays
from core import clock
from inmates.custody.models.stays import (
    Classification,
    CustodyPeriod,
    Housing,
    LimitingDate,
    RegisterNumber,
    Source,
)
from inmates.custody.register_numbers import normalize
from inmates.people.models import Person

FIRST = ("Muhammad", "Ahmad", "Abdul", "Rahmat", "Syahrul", "Budi", "Noor", "Gusti", "Hairul", "Yusuf", "Hendra")
MIDDLE = ("Fahrurrazi", "Rusdi", "Saberan", "Mahyudin", "Anang", "Khairil", "Basuki", "Imam", "Supian", "Yusran")
LAST = ("Ramadhan", "Hidayat", "Saputra", "Hamid", "Wahyudi", "Fitriadi", "Setiawan", "Anwar", "Maulana")
KINDS = Classification.Kind


def offices(code: str = "UKUR") -> tuple[Facility, TrainingCenter]:
    """The two offices, with everything that a certificate prints about them."""
    facility = Facility.objects.create(
        code=f"RTN-{code}",
        name="Rumah Tahanan Ukur",
        short_name="Rutan Ukur",
        city="Rantau",
        region="Kalimantan Selatan",
    )
    center = TrainingCenter.objects.create(
        code=f"BLK-{code}",
        name="UPTD BLK Ukur",
        short_name="BLK Ukur",
        official_name="UPTD BALAI LATIHAN KERJA UKUR",
        parent_name="PEMERINTAH KABUPATEN CONTOH",
        city="Rantau",
        address="Jalan Contoh Nomor 1, Rantau",
        place_of_issue="Rantau",
        head_name="Hj. Noor Aisyah, S.T., M.M.",
        head_title="Kepala UPTD Balai Latihan Kerja",
        head_number="NIP 19740312 200003 2 004",
        coordinator_name="Ahmad Baihaqi, S.Pd.",
        coordinator_number="NIP 19850917 201101 1 012",
    )
    # On any day, so that a batch can be issued while somebody measures.
    IssueDays.objects.create(training_center=center, valid_from=date(2020, 1, 1), days="")
    return facility, center


def staff(facility: Facility, center: TrainingCenter, *, instructors: int, prefix: str = "ukur") -> dict[str, User]:
    """One user for each role needed, and the requested number of instructors (`instructor-0` and so on)."""
    roles = [role for role in Role if role != Role.INSTRUCTOR and SIDES[role] != Side.REGION]
    names = {role.value: role for role in roles} | {f"instructor-{n}": Role.INSTRUCTOR for n in range(instructors)}
    users = {}
    for name, role in names.items():
        office = {"training_center": center} if SIDES[role] == Side.CENTER else {"facility": facility}
        # No passwords: benchmarks create their own sessions.
        users[name] = User.objects.create_user(f"{prefix}-{name}", full_name=f"Petugas {name.title()}", **office)
        users[name].groups.set([Group.objects.get(name=role)])
    return users


def in_custody(count: int, facility: Facility, *, by: User, today: date) -> list[Person]:
    """`count` people in custody at the facility, with stay, number, cell, dates and classifications."""
    found = store(_person(number, facility, by) for number in range(count))
    entered = today - timedelta(days=500)
    dated = {"from_date": entered, "source": Source.IMPORT}
    store(CustodyPeriod(person=one, facility=facility, **dated) for one in found)
    store(_register_number(number, one, facility, dated) for number, one in enumerate(found))
    store(
        Housing(person=one, block="ABCD"[number % 4], cell=f"{number % 40 + 1:02d}", **dated)
        for number, one in enumerate(found)
    )
    ends = {LimitingDate.Kind.TWO_THIRDS: 600, LimitingDate.Kind.SENTENCE_END: 900}
    store(
        LimitingDate(person=one, kind=kind, date=today + timedelta(days=days + number % 300), source=Source.IMPORT)
        for number, one in enumerate(found)
        for kind, days in ends.items()
    )
    values = {KINDS.CONDUCT: ("good", "fair"), KINDS.RISK: ("low", "medium"), KINDS.FITNESS: ("fit", "limited")}
    valid = {"from_date": today - timedelta(days=200), "until": today + timedelta(days=165)}
    store(
        Classification(person=one, kind=kind, value=known[number % 7 == 0], **valid)
        for number, one in enumerate(found)
        for kind, known in values.items()
    )
    return found


def _person(number: int, facility: Facility, case_officer: User) -> Person:
    words = FIRST[number % len(FIRST)], MIDDLE[number // 3 % len(MIDDLE)], LAST[number // 7 % len(LAST)]
    person = Person(
        facility=facility,
        birth_place="Rantau",
        birth_date=date(1968, 1, 1) + timedelta(days=number * 7 % 13_000),
        sex="L",
        education=("SD", "SMP", "SMA")[number % 3],
        case_officer=case_officer,
        custody_as_of=clock.now(),
    )
    person.set_name(" ".join(words))
    return person


def _register_number(number: int, person: Person, facility: Facility, dated: dict) -> RegisterNumber:
    text = f"B.I {number + 1}/2025"
    return RegisterNumber(
        person=person, facility=facility, number=text, number_key=normalize(text), register_class="B.I", **dated
    )
