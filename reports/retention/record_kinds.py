"""Kinds of records with a period after which they are destroyed: whose, which rows, from when, and how.

Periods follow the proposal of the training centers until the district's archive schedule (JRA) says otherwise. What has
no entry here is kept: the register of certificates for good; the audit, which names people by key alone; of the access
log and of marks the digests.
"""

from reports.retention.center_kinds import CENTER
from reports.retention.facility_kinds import FACILITY
from reports.retention.kinds import RecordKind
from reports.retention.office_kinds import BOTH

KINDS: dict[str, RecordKind] = {**FACILITY, **CENTER, **BOTH}
"""By code. Later subjects of this area enter their own, see `wiring.py`."""
