"""Compares a list of certificates from before with the register: each row is new, changed, unchanged or rejected."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import TrainingCenter
from certification.earlier_certificates.earlier_files import Row
from certification.earlier_certificates.models import EarlierCertificate
from certification.register.number_claims import Claim, SeriesOfCenter
from certification.register.number_keys import paper_key
from core.templatetags.dates import day
from inmates.imports.list_kinds import Effect, Line, Question
from programs.registrations.known_people import Wanted, alike_each, question_about

State = EarlierCertificate.State
LABELS = {
    "number_text": gettext_lazy("Number"),
    "name": gettext_lazy("Name"),
    "birth_place": gettext_lazy("Place of birth"),
    "birth_date": gettext_lazy("Date of birth"),
    "program": gettext_lazy("Program"),
    "issued_on": gettext_lazy("Date of issue"),
    "valid_until": gettext_lazy("Valid until"),
    "units": gettext_lazy("Units"),
    "sha256": gettext_lazy("SHA-256 of the file"),
}
DAYS = ("birth_date", "issued_on", "valid_until")
FIELDS = tuple(name for name in LABELS if name != "number_text")


def values_of(certificate: EarlierCertificate) -> dict[str, Any]:
    """What is recorded of it, by field."""
    return {name: getattr(certificate, name) for name in FIELDS}


def said_by(row: Row) -> dict[str, Any]:
    """What the row says, by field; blank cells say nothing."""
    units = [{"code": code, "title": title} for code, title in row.units]
    said = {name: getattr(row, name) for name in FIELDS if name != "units"} | {"units": units}
    return {name: value for name, value in said.items() if value}


def compare(center: TrainingCenter, rows: Sequence[Row], *, today: date) -> list[Line]:
    """What each row would change; a constant number of statements."""
    keys = {paper_key(row.number) for row in rows if row.number}
    standing = EarlierCertificate.objects.standing().filter(training_center=center, number_key__in=keys)
    known = {one.number_key: one for one in standing}
    series = SeriesOfCenter(center)
    counted = Counter(paper_key(row.number) for row in rows if row.number)
    lines = []
    for row in rows:
        key = paper_key(row.number)
        reasons = [str(fault.label) for fault in row.faults]
        reasons += [*_day_reasons(row, today)]
        if row.number:
            reasons += _number_reasons(series.claim(row.number))
        if counted[key] > 1:
            reasons.append(_("Two rows of the file have this number."))
        lines.append(_line(row, known.get(key), reasons))
    return _asked(center, lines)


def _day_reasons(row: Row, today: date) -> Iterator[str]:
    if row.issued_on and row.issued_on > today:
        yield _("The day of issue lies in the future. Check it.")
    if row.issued_on and row.valid_until and row.valid_until < row.issued_on:
        yield _("The certificate ends before its day of issue. Check both days.")
    if row.birth_date and row.birth_date >= (row.issued_on or today):
        yield _("The date of birth does not lie before the day of issue. Check both days.")


def _number_reasons(claim: Claim | None) -> Iterator[str]:
    """Every number of a series is accounted for once: given here, or said to be used before."""
    if claim is None or claim.is_accounted_for:
        return
    words = {"series": str(claim.series), "number": claim.number}
    if claim.was_given_here:
        yield _("This number was given here: it is number %(number)s of the series %(series)s in the register.") % words
    elif claim.is_open:
        yield (
            _(
                "The number belongs to the series %(series)s, which goes on with it. Say first that its numbers up to "
                "%(number)s were used before this system, or correct the number."
            )
            % words
        )
    else:
        yield (
            _(
                "The number belongs to the series %(series)s, which is not open yet. Open it with %(number)s or more "
                "numbers used before this system, then take the row in."
            )
            % words
        )


def _line(row: Row, found: EarlierCertificate | None, reasons: list[str]) -> Line:
    before = values_of(found) if found else {}
    changed = {name: value for name, value in said_by(row).items() if before.get(name) != value}
    reasons = [*reasons, *_confirmed_otherwise(found, changed)]
    if reasons:
        return Line(row.row, row.name, Effect.REJECTED, reasons=tuple(dict.fromkeys(reasons)), written=_written(row))
    effect = Effect.NEW if found is None else Effect.CHANGED if changed else Effect.UNCHANGED
    shown = {"number_text": row.number, **changed} if found is None else changed
    changes = tuple((str(LABELS[name]), words(before.get(name)), words(value)) for name, value in shown.items())
    notes = tuple(_notes(row, found, effect))
    return Line(row.row, row.name, effect, changes, notes=notes, content=(row, found.pk if found else None))


def _confirmed_otherwise(found: EarlierCertificate | None, changed: Collection[str]) -> list[str]:
    if found is None or found.state == State.WAITING or not changed:
        return []
    text = _("This number is confirmed in the register with another content: %(fields)s.")
    return [text % {"fields": ", ".join(str(LABELS[name]) for name in changed)}]


def _written(row: Row) -> str:
    return row.written or row.number


def words(value: Any) -> str:
    """A value as the page shows it."""
    if isinstance(value, date):
        return day(value)
    if isinstance(value, list):
        return "; ".join(" ".join(filter(None, (one["code"], one["title"]))) for one in value)
    return str(value or "")


def _notes(row: Row, found: EarlierCertificate | None, effect: Effect) -> Iterator[str]:
    """Warnings to consider before accepting; they do not prevent it."""
    if effect == Effect.UNCHANGED and found:
        yield str(found.get_state_display())
    if row.nik_unreadable:
        yield _("The NIK in the file cannot be read.")
    if not row.birth_date and not (found and found.birth_date):
        yield _("Without a date of birth it can be checked by number and full name alone.")
    if row.units and not all(code for code, _title in row.units):
        yield _("Units without a code are shown, but count for no entry rule.")


def _asked(center: TrainingCenter, lines: list[Line]) -> list[Line]:
    """The lines with the question whether a new certificate is that of somebody the center knows."""
    rows = [line.content[0] for line in lines if line.effect == Effect.NEW]
    wanted = [Wanted(row.name, row.birth_date, row.nik) for row in rows]
    asked = dict(zip((row.row for row in rows), alike_each(center, wanted), strict=True))
    people = {person.pk: person for likely in asked.values() for person in likely}
    choices = question_about(list(people.values()), center)
    return [_with_question(line, [choices[person.pk] for person in asked.get(line.row, [])]) for line in lines]


def _with_question(line: Line, choices: list[tuple[str, str]]) -> Line:
    if not choices:
        return line
    question = Question((*choices, ("new", _("No, it is another person"))))
    return Line(
        line.row, line.name, line.effect, line.changes, notes=line.notes, question=question, content=line.content
    )
