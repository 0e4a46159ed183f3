"""People in custody as registers tell them: sentenced, on remand, overdue, without dates, women, minors."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from tests.world.names import name as a_name

REMAND = ("A.I", "A.II", "A.III", "A.IV", "A.V")
SENTENCED = ("B.I", "B.I", "B.I", "B.IIa", "B.IIb", "B.III")
# People held for a debt stand in a book that is neither.
HOSTAGES = "C"
TOWNS = ("Rantau", "Binuang", "Kandangan", "Barabai", "Negara", "Banjarmasin", "Palangka Raya", "Sampang", "Ende", "")
SCHOOLS = ("NONE", "SD", "SD", "SMP", "SMP", "SMA", "SMA", "D3", "S1", "")
BLOCKS = ("A", "B", "C", "D", "Mapenaling")
# Of a hundred people; the rest is sentenced, with dates ahead.
CIRCUMSTANCES = {"remand": 18, "overdue": 3, "no dates": 6, "woman": 7, "minor": 3, "no birth date": 5, "plain": 58}


@dataclass(frozen=True)
class PersonOfWorld:
    """One person; blank text or None means unknown. `sex` is L or P, schools are the codes of the forms."""

    name: str
    register: str
    number: str
    born: date | None
    birth_place: str
    sex: str
    education: str
    entered: date
    sentence_end: date | None
    block: str
    cell: str
    nik: str = field(repr=False, default="")
    circumstance: str = "plain"

    @property
    def register_number(self) -> str:
        return f"{self.register} {self.number}"

    @property
    def is_on_remand(self) -> bool:
        return self.register.startswith("A")


def person(random: Random, number: int, *, today: date, circumstance: str = "", name: str = "") -> PersonOfWorld:
    """The person whose register number is `number`, in custody since some day before `today`."""
    found = circumstance or random.choices(list(CIRCUMSTANCES), list(CIRCUMSTANCES.values()))[0]
    entered = today - timedelta(days=random.randint(3, 700))
    born = _birthday(random, random.randint(14, 17) if found == "minor" else random.randint(22, 67), today)
    sex = "P" if found == "woman" else "L"
    return PersonOfWorld(
        name=name or a_name(random, "woman" if found == "woman" else ""),
        register=_register(random, found),
        number=f"{number}/{entered.year}",
        born=None if found in ("no birth date", "no dates") else born,
        birth_place=random.choice(TOWNS),
        sex=sex,
        education=random.choice(SCHOOLS),
        entered=entered,
        sentence_end=_end(random, found, entered, today),
        block="W" if sex == "P" else random.choice(BLOCKS),
        cell=f"{random.randint(1, 12):02d}",
        nik=_nik(random, born, number) if random.random() < 0.6 else "",
        circumstance=found,
    )


def _register(random: Random, circumstance: str) -> str:
    if circumstance == "plain" and random.random() < 0.03:
        return HOSTAGES
    return random.choice(REMAND if circumstance == "remand" else SENTENCED)


def _birthday(random: Random, age: int, on: date) -> date:
    """A birthday of somebody who is this old, in years, on the day `on`."""
    return date(on.year - age, on.month, min(on.day, 28)) - timedelta(days=random.randint(0, 300))


def _end(random: Random, circumstance: str, entered: date, today: date) -> date | None:
    if circumstance in ("remand", "no dates"):
        return None
    if circumstance == "overdue":
        # On paper the sentence is over, and yet the list has the person: a judgment or a letter is late.
        return max(entered, today - timedelta(days=random.randint(1, 20)))
    return today + timedelta(days=random.choice((1, 9, 40, 200, 400, 900, 3000)))


def _nik(random: Random, born: date, number: int) -> str:
    """Sixteen digits: place, birthday, and a number in the row."""
    return f"63{random.randint(1, 11):02d}{random.randint(1, 20):02d}{born:%d%m%y}{number % 10_000:04d}"


def people(count: int, *, today: date, seed: int = 3, first: int = 1) -> list[PersonOfWorld]:
    """`count` people with numbers from `first` on; each circumstance occurs once there are seven or more."""
    random = Random(seed)
    always = list(CIRCUMSTANCES)
    return [
        person(random, first + n, today=today, circumstance=always[n] if n < len(always) else "") for n in range(count)
    ]
