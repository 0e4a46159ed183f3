"""What the tables of registrations hold about people, for the record of processing."""

from accounts.processing import Keeping, describe
from programs.purposes import REGISTRATION
from programs.registrations.models import Registration

describe(
    Registration,
    REGISTRATION,
    Keeping.DATED,
    identity="person known_as nik_index",
    contact="contact_sealed",
    learning="way blocks consent_on contact_consent_on contact_ended_on answers registered_at enrollment",
    staff="registered_by decided_by",
    words="again_reason late_reason override_reason decline_reason",
    none="id public_id batch state text_version contact_text_version made_person rule_set decided_at",
)
