"""The public check of a certificate from before: asked by its number together with who holds it.

Such a paper has no code of 130 bits, and numbers can be counted up. So nothing is answered to a number alone: whoever
asks must also know the date of birth or the full name on the paper, as its reader does. A wrong date, a wrong name and
a number that nobody has get the same answer, after the same one statement.
"""

from datetime import date, timedelta

from certification.earlier_certificates.limits import (
    DAY,
    MOST_OF_A_NUMBER,
    MOST_OF_A_NUMBER_A_DAY,
    MOST_OF_AN_ADDRESS,
    WINDOW,
)
from certification.earlier_certificates.models import EarlierCertificate
from certification.papers.paper_words import issuer
from certification.register.models import CheckCounter, NumberCheckCounter
from certification.register.number_keys import paper_key
from certification.verification.certificate_check import public_address
from certification.verification.check_findings import Finding, PublicRecord, finding_of
from core import clock
from core.throttling import may_ask
from inmates.people.names import name_key, without_titles


def refused_for(address: str, number: str) -> timedelta | None:
    """Counts a question from this address about this number; None if both are within their limits, else the time in
    which the limit that is reached is counted anew."""
    key = paper_key(number[:100])
    # The address first: whoever asks too much locks no number for others, and writes nothing further.
    if not (
        may_ask(CheckCounter, address, purpose="number check address", window=WINDOW, most=MOST_OF_AN_ADDRESS)
        and may_ask(CheckCounter, key, purpose="number checked", window=WINDOW, most=MOST_OF_A_NUMBER)
    ):
        return WINDOW
    if not may_ask(NumberCheckCounter, key, purpose="number a day", window=DAY, most=MOST_OF_A_NUMBER_A_DAY):
        return DAY
    return None


def look_up(number: str, *, name: str = "", born: date | None = None) -> Finding:
    """The register's answer; what is given of name and date of birth must match, and one of them must be given."""
    rows = EarlierCertificate.objects.public().filter(number_key=paper_key(number[:100]))
    found = [row for row in rows.select_related("training_center") if _is_holder(row, name, born)]
    # Of two centers with one number each, neither is told apart by it; the holder must differ.
    return finding_of(record_of(found[0]) if len(found) == 1 else None)


def _is_holder(row: EarlierCertificate, name: str, born: date | None) -> bool:
    key = name_key(without_titles(name))
    if born is None and not key:
        return False
    if row.birth_date is None:
        # Nothing can be compared with the date; whoever knows the whole name is the paper's reader all the same.
        born = None
    return (
        bool(born or key)
        and (born is None or row.birth_date == born)
        and (not name.strip() or name_key(without_titles(row.name)) == key)
    )


def record_of(row: EarlierCertificate) -> PublicRecord:
    """Everything that may be public about it: what stands on the paper, and its state; never birth data."""
    center = row.training_center
    ended = clock.local(row.ended_at, center.time_zone).date() if row.ended_at else None
    return {
        "paper": "certificate",
        "state": row.state,
        "issuer": issuer(center)["name"],
        "address": public_address(center),
        "telephone": center.telephone,
        "name": row.name,
        "program": row.program,
        "number": row.number_text,
        "facts": [],
        "units": [{**unit, "hours": ""} for unit in row.units],
        "total_hours": "",
        "issued_on": row.issued_on.isoformat(),
        "valid_until": row.valid_until.isoformat() if row.valid_until else "",
        "ended_on": ended.isoformat() if ended else "",
        "time_zone": center.time_zone,
        "digests": [row.sha256] if row.sha256 else [],
    }
