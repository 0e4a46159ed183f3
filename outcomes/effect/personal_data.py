"""What the tables of effect hold about people, for the record of processing."""

from accounts.processing import Keeping, describe
from outcomes.effect.models import ClosedWave, CohortFile, CountedYear, KeptCount, OutcomeReport, StandingFigures
from outcomes.purposes import FIGURES

describe(
    KeptCount,
    FIGURES,
    Keeping.ARCHIVE,
    none="id office year measure value count",
)
describe(
    CountedYear,
    FIGURES,
    Keeping.ARCHIVE,
    none="id office year day stamp cells names began kept",
)
describe(
    StandingFigures,
    FIGURES,
    Keeping.USE,
    none="id office year wave day figures counts told",
)
describe(
    OutcomeReport,
    FIGURES,
    Keeping.ARCHIVE,
    staff="made_by",
    none="id public_id office office_name year wave day figures counts differences made_at",
)
describe(
    ClosedWave,
    FIGURES,
    Keeping.ARCHIVE,
    none="id office year wave looked_at",
)
describe(
    CohortFile,
    FIGURES,
    Keeping.DATED,
    learning="content people",
    staff="receiver asked_by facility_head center_head refused_by",
    words="refused_for",
    none="id public_id office facility training_center year purpose asked_at made_at sha256 left_out",
)
