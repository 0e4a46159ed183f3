"""What the tables of needs hold about people, for the record of processing."""

from accounts.processing import Keeping, describe
from outcomes.needs.models import Employer, EmployerContact, NeedRecord, NeedUnit, NeedWeights
from outcomes.purposes import NEEDS

describe(
    Employer,
    NEEDS,
    Keeping.DATED,
    contact="village contact_name contact_title telephone_sealed",
    staff="recorded_by",
    words="unfit_why note",
    none=(
        "id public_id training_center name field workers contact_way contact_hours may_contact attitudes "
        "least_education unfit_unit hires_by graduates_taken graduates_fit recorded_at"
    ),
)
describe(
    EmployerContact,
    NEEDS,
    Keeping.DATED,
    staff="recorded_by",
    words="met offered",
    none="id employer kind held_on was_answered recorded_at",
)
describe(
    NeedRecord,
    NEEDS,
    Keeping.USE,
    staff="recorded_by",
    words="lacking withdrawn_why",
    none=(
        "id public_id training_center employer kind vocation job number place wage_least wage_most terms "
        "begins tools brings_tools papers other_skills source recorded_on valid_until scan withdrawn_on "
        "part_of recorded_at"
    ),
)
describe(
    NeedUnit,
    NEEDS,
    Keeping.USE,
    none="id need code title is_must",
)
describe(
    NeedWeights,
    NEEDS,
    Keeping.USE,
    staff="set_by",
    none="id training_center valid_from low kun desa ush dinas alumni set_at",
)
