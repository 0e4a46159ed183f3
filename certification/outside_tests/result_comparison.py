"""Compares a result file with the recorded data: each row is new, changed, unchanged or refused."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from certification.outside_tests.models.tests import OutsideCandidate, OutsideTest
from certification.outside_tests.result_files import Row
from certification.outside_tests.test_outcomes import NAMES, Known, Outcome, outcome_blockers, outcome_of, overwritten
from certification.outside_tests.validity import three_years_after
from core import crypto
from core.templatetags.dates import day
from inmates.people.names import name_key


class Kind(TextChoices):
    """The effect of a row."""

    NEW = "new", gettext_lazy("New")
    CHANGED = "changed", gettext_lazy("Changed")
    UNCHANGED = "unchanged", gettext_lazy("Unchanged")
    REJECTED = "rejected", gettext_lazy("Rejected")


@dataclass(frozen=True)
class Line:
    """One row of the file with its effect."""

    row: int
    name: str
    kind: Kind
    candidate: OutsideCandidate | None = None
    outcome: Outcome = field(default_factory=Outcome)
    reasons: tuple[str, ...] = ()
    # The cells in which the faults of a rejected row are.
    written: str = ""
    notes: tuple[str, ...] = ()
    overwrites: bool = False

    @property
    def changes(self) -> list[tuple[str, object, object]]:
        """Name, old and new value of each changed field."""
        if self.candidate is None or self.kind == Kind.REJECTED:
            return []
        before = outcome_of(self.candidate)
        pairs = ((name, getattr(before, name), getattr(self.outcome, name)) for name in NAMES)
        return [(name, old, new) for name, old, new in pairs if old != new]


@dataclass(frozen=True)
class Comparison:
    """All lines of a file, and the candidates it does not mention."""

    lines: tuple[Line, ...]
    missing: tuple[OutsideCandidate, ...]

    def of(self, kind: Kind) -> list[Line]:
        """Lines of one kind."""
        return [line for line in self.lines if line.kind == kind]

    def counts(self) -> dict[str, int]:
        """Number of lines of each kind."""
        found = Counter(line.kind.value for line in self.lines)
        return {kind.value: found[kind.value] for kind in Kind}

    def to_store(self) -> list[Line]:
        """Lines that would change something."""
        return [line for line in self.lines if line.kind in (Kind.NEW, Kind.CHANGED)]


def compare(test: OutsideTest, rows: Sequence[Row], *, today: date) -> Comparison:
    """What the rows would change for the test's candidates; a constant number of queries."""
    people = _People(
        test.candidates.select_related("enrollment__person", "test").order_by("enrollment__person__name_sort", "pk")
    )
    found = [(row, *people.find(row)) for row in rows]
    counted = Counter(candidate.pk for _row, candidate, _reason in found if candidate)
    merged = {row.number: _merged(candidate, row) for row, candidate, _reason in found if candidate}
    known = Known.of(merged.values(), center=test.training_center_id)
    repeated = _repeated(merged.values())
    lines = []
    for row, candidate, reason in found:
        reasons = [reason] if reason else []
        reasons += [str(fault.label) for fault in row.faults]
        if candidate is None:
            lines.append(Line(row.number, row.name, Kind.REJECTED, reasons=tuple(reasons), written=row.written))
            continue
        outcome = merged[row.number]
        if counted[candidate.pk] > 1:
            reasons.append(_("Two rows of the file are about this candidate."))
        reasons += _row_reasons(test, row, outcome, repeated)
        reasons += [str(blocker) for blocker in outcome_blockers(candidate, outcome, today=today)]
        reasons += [str(blocker) for blocker in known.blockers(candidate, outcome)]
        lines.append(_line(row, candidate, outcome, reasons))
    named = {candidate.pk for _row, candidate, _reason in found if candidate}
    return Comparison(tuple(lines), tuple(one for one in people.all if one.pk not in named))


def _line(row: Row, candidate: OutsideCandidate, outcome: Outcome, reasons: list[str]) -> Line:
    before = outcome_of(candidate)
    overwrites = bool(overwritten(candidate, outcome))
    if reasons:
        kind = Kind.REJECTED
    elif before == outcome:
        kind = Kind.UNCHANGED
    else:
        kind = Kind.CHANGED if overwrites else Kind.NEW
    name = candidate.enrollment.person.full_name
    notes = tuple(_notes(row, candidate, outcome))
    return Line(
        row.number, name, kind, candidate, outcome, tuple(dict.fromkeys(reasons)), row.written, notes, overwrites
    )


def _merged(candidate: OutsideCandidate, row: Row) -> Outcome:
    """The recorded values, overridden by those of the row: an empty cell deletes nothing."""
    said = {name: getattr(row, name) for name in NAMES if getattr(row, name)}
    outcome = replace(outcome_of(candidate), **said)
    # Certificates come on a separate form that has no result column.
    if outcome.certificate_number and not outcome.result:
        outcome = replace(outcome, result=OutsideCandidate.Result.COMPETENT.value)
    is_new = outcome.issued_on != candidate.issued_on or outcome.valid_until is None
    if outcome.certificate_number and outcome.issued_on and is_new and row.valid_until is None:
        outcome = replace(outcome, valid_until=three_years_after(outcome.issued_on))
    return outcome


def _repeated(outcomes: Iterable[Outcome]) -> set[str]:
    """Certificate numbers and serials that occur more than once in the file."""
    found = Counter(text for one in outcomes for text in {one.certificate_number, one.blank_serial} if text)
    return {text for text, count in found.items() if count > 1}


def _row_reasons(test: OutsideTest, row: Row, outcome: Outcome, repeated: set[str]) -> list[str]:
    reasons = []
    if {outcome.certificate_number, outcome.blank_serial} & repeated:
        reasons.append(_("The certificate number or the serial is in two rows of the file."))
    if row.scheme and not _same_words(row.scheme, test.scheme_name):
        reasons.append(_("The row is about another scheme: %(scheme)s.") % {"scheme": row.scheme})
    return reasons


def _same_words(one: str, other: str) -> bool:
    return name_key(one) == name_key(other)


def _notes(row: Row, candidate: OutsideCandidate, outcome: Outcome) -> Iterable[str]:
    """Warnings to consider before accepting; they do not prevent it."""
    person = candidate.enrollment.person
    if row.name and " ".join(row.name.split()).casefold() != person.full_name.casefold():
        yield _("The file writes the name as “%(name)s”. Compare it with the certificate.") % {"name": row.name}
    if row.nik_unreadable:
        yield _("The NIK in the file cannot be read; the row was found by its name.")
    if outcome.issued_on and outcome.valid_until and outcome.valid_until != three_years_after(outcome.issued_on):
        text = _("Valid until %(day)s, which is not three years after the issue.")
        yield text % {"day": day(outcome.valid_until)}


class _People:
    """The candidates of a test, looked up by NIK, else by a name only one of them has."""

    def __init__(self, candidates: Iterable[OutsideCandidate]) -> None:
        self.all = list(candidates)
        self.by_nik = {one.enrollment.person.nik_index: one for one in self.all if one.enrollment.person.nik_index}
        self.by_name: dict[str, list[OutsideCandidate]] = {}
        for one in self.all:
            self.by_name.setdefault(one.enrollment.person.name_key, []).append(one)

    def find(self, row: Row) -> tuple[OutsideCandidate | None, str]:
        """The candidate of the row, or why there is none; both when NIK and name disagree."""
        named = self.by_name.get(name_key(row.name), []) if row.name else []
        # Uses the blind index: no NIK needs to be decrypted for this.
        known = self.by_nik.get(crypto.blind_index(row.nik, purpose="nik")) if row.nik else None
        if known is not None:
            if named and known not in named:
                return known, _("The NIK is of another candidate than the name. Correct the file.")
            return known, ""
        if len(named) > 1:
            return None, _("Several candidates have this name. Add the NIK to the file.")
        if not named:
            return None, _("Nobody on the list of this test has this name or NIK.")
        if row.nik and named[0].enrollment.person.nik_index:
            return named[0], _("The NIK in the file is not the one that is on record for this name.")
        return named[0], ""
