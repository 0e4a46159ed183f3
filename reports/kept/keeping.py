"""Keeping a report with the rows behind it, and reading these again."""

import hashlib
import json
from collections import defaultdict
from typing import Any, TypeVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from core import audit
from core.errors import Blocker, RuleViolation
from core.templatetags.dates import moment
from reports.kept.models import KeptPlace, KeptReport
from reports.kept.rows import OF_PLACES, KeptRows, Row

R = TypeVar("R", bound=KeptRows)
NO_PLACE = 0
OFFICES = ("facility", "training_center")


def unchanged_blockers(last: KeptReport | None, before: KeptRows | None, rows: KeptRows) -> list[Blocker]:
    """Why no correction of `last` is made: it has these rows already."""
    if last is None or rows != before:
        return []
    sentence = _("Nothing has changed since the report of %(time)s. Open that one.")
    return [Blocker("unchanged", sentence % {"time": moment(last.made_at)})]


def keep(report: KeptReport, rows: KeptRows, *, places: type[KeptPlace], action: str) -> None:
    """Saves the report with its rows, those of a place as one of `places`; `action` is what the audit calls it.

    Within the caller's transaction. Raises `RuleViolation` if somebody else has just made it.
    """
    by_place = _by_place(rows)
    report.rows = {part: getattr(rows, part) for part in rows.OF_WHOLE} | {"papers": by_place.pop(NO_PLACE, {})}
    report.digest = _digest(report, by_place)
    try:
        with transaction.atomic():
            report.save(force_insert=True)
    except IntegrityError as error:
        sentence = _("Somebody has just made this report. Open that one.")
        raise RuleViolation(Blocker("made", sentence)) from error
    values = ({"report": report, "enrollment_id": key, "rows": found} for key, found in by_place.items())
    places._default_manager.bulk_create([places(**one) for one in values], batch_size=200)
    audit.record(action, by=report.made_by, target=report, **told(report), digest=report.digest)


def told(report: KeptReport) -> dict[str, Any]:
    """What the audit says of a report, beside what is done to it: whose it is stands in the event itself."""
    return {name: value for name, value in report.about.items() if name not in OFFICES} | {"number": report.number}


def _by_place(rows: KeptRows) -> dict[int, dict[str, list[Row]]]:
    """The rows of each place, by part; those of papers without a place under `NO_PLACE`."""
    found: dict[int, dict[str, list[Row]]] = defaultdict(lambda: {part: [] for part in OF_PLACES})
    for part in OF_PLACES:
        for row in getattr(rows, part):
            found[row["place"] or NO_PLACE][part].append(row)
    return dict(sorted(found.items()))


def _places(report: KeptReport) -> dict[int, dict[str, list[Row]]]:
    return dict(report.places.order_by("enrollment").values_list("enrollment", "rows"))  # type: ignore[attr-defined]  # Each kind of report has places of its own.


def kept_rows(report: KeptReport, kind: type[R]) -> R:
    """The rows of a report, as they were found."""
    kept = [report.rows["papers"], *_places(report).values()]
    parts = {part: [row for one in kept for row in one.get(part, [])] for part in OF_PLACES}
    rows = kind(**parts, **{part: report.rows[part] for part in kind.OF_WHOLE})
    rows.marks.sort(key=lambda row: row["mark"])
    rows.certificates.sort(key=lambda row: row["certificate"])
    return rows


def _digest(report: KeptReport, by_place: dict[Any, Any]) -> str:
    said = [*report.about.values(), report.number, report.figures, report.rows, report.differences]
    places = [[key, found] for key, found in sorted(by_place.items())]
    text = json.dumps([*said, places], sort_keys=True, separators=(",", ":"), ensure_ascii=False, cls=DjangoJSONEncoder)
    return hashlib.sha256(text.encode()).hexdigest()


def is_whole(report: KeptReport) -> bool:
    """Whether the report says what it said when it was made."""
    return report.digest == _digest(report, _places(report))


def whole_blockers(report: KeptReport) -> list[Blocker]:
    """Why nothing of this report leaves the site: it is not what it was when it was made."""
    if is_whole(report):
        return []
    sentence = _("This report is not what it was when it was made. Tell whoever runs the site; make a new one.")
    return [Blocker("not_whole", sentence)]
