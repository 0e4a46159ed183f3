"""What the tables of people hold about people, for the record of processing."""

from accounts.processing import Keeping, describe
from inmates.people.models import Person
from inmates.purposes import PEOPLE

describe(
    Person,
    PEOPLE,
    Keeping.DATED,
    identity=(
        "full_name name_key name_sort called_name birth_place birth_date sex education nik_sealed nik_index photo"
    ),
    custody="facility case_officer custody_as_of",
    health="adjustments",
    none="id public_id merged_into",
)
