"""What the tables of custody hold about people, for the record of processing."""

from accounts.processing import Keeping, describe
from inmates.custody.models.circumstances import Circumstance, NonAssociation
from inmates.custody.models.remand import RemandPaper
from inmates.custody.models.stays import (
    Classification,
    CustodyPeriod,
    Housing,
    LimitingDate,
    Movement,
    RegisterNumber,
    Suspension,
)
from inmates.purposes import CUSTODY

describe(
    CustodyPeriod,
    CUSTODY,
    Keeping.REGISTER,
    identity="person",
    custody="from_date until source leaving left_at",
    none="id recorded_at facility",
)
describe(
    RegisterNumber,
    CUSTODY,
    Keeping.DATED,
    identity="person",
    custody="from_date until source number number_key register_class",
    none="id recorded_at facility",
)
describe(
    Housing,
    CUSTODY,
    Keeping.DATED,
    identity="person",
    custody="from_date until source block cell",
    none="id recorded_at",
)
describe(
    LimitingDate,
    CUSTODY,
    Keeping.DATED,
    identity="person",
    custody="kind date source",
    none="id recorded_at replaced_at",
)
describe(
    Classification,
    CUSTODY,
    Keeping.DATED,
    identity="person",
    custody="from_date until source kind value",
    none="id recorded_at replaced_at",
)
describe(
    Suspension,
    CUSTODY,
    Keeping.DATED,
    identity="person",
    custody="from_date until source decided_by",
    none="id recorded_at",
)
describe(
    Movement,
    CUSTODY,
    Keeping.DATED,
    identity="person",
    custody="kind out_at back_at",
    none="id recorded_at",
)
describe(
    Circumstance,
    CUSTODY,
    Keeping.DATED,
    identity="person",
    custody="kind happened_on destination_name effects returned_on",
    staff="recorded_by withdrawn_by",
    words="withdrawal_reason",
    none="id public_id facility period movement destination recorded_at withdrawn_at",
)
describe(
    NonAssociation,
    CUSTODY,
    Keeping.DATED,
    identity="first second",
    custody="from_date until decided_by",
    staff="recorded_by",
    none="id facility recorded_at public_id",
)
describe(
    RemandPaper,
    CUSTODY,
    Keeping.DATED,
    identity="person",
    custody="kind from_date until issued_by",
    staff="recorded_by",
    words="scan",
    none="id public_id recorded_at replaced_at",
)
