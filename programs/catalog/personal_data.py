"""What the tables of catalog hold about people, for the record of processing."""

from accounts.processing import Keeping, describe
from programs.catalog.models import CompetencyUnit, Program, ProgramUnit, ProgramVersion, UnitCriterion, Vocation
from programs.purposes import OFFER

describe(
    Vocation,
    OFFER,
    Keeping.USE,
    none="id code name name_en",
)
describe(
    CompetencyUnit,
    OFFER,
    Keeping.USE,
    none="id vocation code code_key title scheme_name level training_hours source valid_until is_example",
)
describe(
    Program,
    OFFER,
    Keeping.USE,
    none="id public_id training_center vocation code name level labor_market_note",
)
describe(
    ProgramVersion,
    OFFER,
    Keeping.USE,
    none=(
        "id public_id program number state minutes_per_jp total_jp class_minimum class_maximum "
        "attendance_threshold scheme_name allows_parallel_batches is_without_assessment trainer_may_assess "
        "late_entry_days offer_days appeal_days is_example opened_on"
    ),
)
describe(
    ProgramUnit,
    OFFER,
    Keeping.USE,
    none="id version unit position code title jp is_core block",
)
describe(
    UnitCriterion,
    OFFER,
    Keeping.USE,
    none="id unit position text",
)
