"""Turns table rows into people: valid records, rejected rows with a reason, and warnings."""

import datetime
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal, Self

from inmates.custody.register_numbers import (
    NUMBER_LENGTH,
    RegisterClass,
    RegisterSide,
    normalize,
    register_class,
    register_side,
)
from inmates.imports.reading import cells
from inmates.imports.reading.dates import ImpossibleDateError, read_date
from inmates.imports.reading.fields import DATES, REQUIRED, SPLITS, Field
from inmates.imports.reading.refusals import ImportRefused, RefusalCode
from inmates.imports.reading.row_findings import Reason, Rejected, RowWarning, Warned
from inmates.imports.reading.spreadsheets import Cell
from inmates.imports.reading.tables import Table, TableRow
from inmates.people.codes import Education, Sex
from inmates.people.names import has_strange_signs
from printing.printed_signs import unprinted_signs

RowCells = dict[Field, Cell]


@dataclass(frozen=True, repr=False)
class Record:
    """One person as given in the file. Blank text and None mean that the file does not say."""

    row: int
    name: str
    register_number: str
    register_key: str
    register_class: RegisterClass
    register_side: RegisterSide
    called_name: str = ""
    birth_place: str = ""
    born: datetime.date | None = None
    sex: Sex | Literal[""] = ""
    education: Education | Literal[""] = ""
    nik: str = ""
    entered: datetime.date | None = None
    two_thirds: datetime.date | None = None
    integration_date: datetime.date | None = None
    sentence_end: datetime.date | None = None
    block: str = ""
    cell: str = ""

    def __repr__(self) -> str:
        # Hidden from repr: records pass through logs and tracebacks.
        return f"<Record row {self.row}>"

    def as_values(self) -> dict[str, str | int | None]:
        """All values as JSON: dates in ISO form, codes as text."""
        return {
            key: value.isoformat()
            if isinstance(value, datetime.date)
            else str(value)
            if isinstance(value, str)
            else value
            for key, value in asdict(self).items()
        }

    @classmethod
    def from_values(cls, values: Mapping[str, Any]) -> Self:
        """Restores a record from `as_values`."""
        kept = dict(values)
        for field in DATES:
            kept[field.value] = datetime.date.fromisoformat(kept[field]) if kept[field] else None
        kept["register_class"] = RegisterClass(kept["register_class"])
        kept["register_side"] = RegisterSide(kept["register_side"])
        kept["sex"] = Sex(kept["sex"]) if kept["sex"] else ""
        kept["education"] = Education(kept["education"]) if kept["education"] else ""
        return cls(**kept)


@dataclass(frozen=True)
class Reading:
    """The content of a table: accepted records, rejected rows and warnings about accepted ones, by row number.

    `fields` are the record's fields with a column in the file; the others are unknown.
    """

    records: tuple[Record, ...]
    rejected: tuple[Rejected, ...]
    warnings: tuple[RowWarning, ...]
    fields: frozenset[str]

    @property
    def rows(self) -> int:
        """The number of people's rows in the file, accepted or not."""
        return len(self.records) + len(self.rejected)

    @property
    def sentenced(self) -> int:
        """The number of people in a register of sentenced people."""
        return sum(record.register_side is RegisterSide.SENTENCED for record in self.records)

    @property
    def remand(self) -> int:
        """The number of people in a remand register."""
        return sum(record.register_side is RegisterSide.REMAND for record in self.records)


def parse(table: Table, mapping: Mapping[int, Field] | None = None, *, today: datetime.date) -> Reading:
    """Reads every row of `table`, with its columns as stored or as corrected by `mapping`.

    `mapping` may only name columns that the table kept; to add one, pass it to `read_table`. `today` is the facility's
    day. Raises ImportRefused if name or register number has no column, or a field has two.
    """
    mapping = table.mapping if mapping is None else dict(mapping)
    fields = _fields_of(mapping)
    rows = {row.number: _cells(row, mapping) for row in table.rows}
    # Counted before rows are judged: a row with a fault of its own still makes the other one a duplicate.
    keys = Counter(key for found in rows.values() if (key := _key(found)))
    # Decided for the whole sheet: a single P does not tell whether it means pria or perempuan.
    swapped = _is_pria_wanita(rows.values())
    readers = [_RowReader(number, found, today, swapped) for number, found in rows.items()]
    results = [reader.read(repeated=keys[_key(reader.cells)] > 1) for reader in readers]
    records, shared = _without_shared_niks([r for r in results if isinstance(r, Record)])
    return Reading(
        tuple(records),
        tuple(r for r in results if isinstance(r, Rejected)),
        _warnings_about(records, readers, shared),
        frozenset(part.value for field in fields for part in SPLITS.get(field, (field,))) - {Field.ORDINAL.value},
    )


def _fields_of(mapping: Mapping[int, Field]) -> set[Field]:
    fields = set(mapping.values())
    if len(fields) < len(mapping) or not set(REQUIRED) <= fields:
        raise ImportRefused(RefusalCode.COLUMNS_MISSING)
    return fields


def _warnings_about(
    records: list[Record], readers: "list[_RowReader]", shared: list[RowWarning]
) -> tuple[RowWarning, ...]:
    """Warnings of the accepted rows, in row order; of a rejected row only the rejection is reported."""
    accepted = {record.row for record in records}
    warnings = [w for reader in readers for w in reader.warnings if w.row in accepted]
    return tuple(sorted([*warnings, *shared], key=lambda warning: warning.row))


class _RowReader:
    """Reads the cells of one row and collects warnings."""

    def __init__(self, number: int, row_cells: RowCells, today: datetime.date, swapped: bool) -> None:
        self.number = number
        self.cells = row_cells
        self.today = today
        self.swapped = swapped
        self.warnings: list[RowWarning] = []

    def read(self, *, repeated: bool) -> Record | Rejected:
        """The record of the row, or all faults for which it is rejected."""
        name = cells.read_name(self.cells.get(Field.NAME))
        text = cells.read_text(self.cells.get(Field.REGISTER_NUMBER))
        days, impossible = self._days()
        faults = [self._rejected(reason) for reason in (self._name_fault(name), self._number_fault(text)) if reason]
        faults += [self._rejected(Reason.DATE_IMPOSSIBLE, field) for field in impossible]
        faults += [self._rejected(reason) for reason in self._order(days)]
        # The row's own fault precedes the duplicate: it says more about what to correct.
        faults += [self._rejected(Reason.DUPLICATE)] if repeated else []
        if faults:
            return replace(faults[0], more=tuple(faults[1:]))
        return self._record(name, text, days)

    def _days(self) -> tuple[dict[Field, datetime.date | None], list[Field]]:
        """The dates of the row, None if missing or unreadable, and the fields with impossible dates."""
        days: dict[Field, datetime.date | None] = {}
        impossible = []
        for field in DATES:
            try:
                days[field] = read_date(self.cells.get(field), born=field is Field.BORN, today=self.today)
            except ImpossibleDateError:
                days[field] = None
                impossible.append(field)
        return days, impossible

    def _name_fault(self, name: str) -> Reason | None:
        if not name:
            return Reason.NAME_MISSING
        if len(name) > cells.NAME_LENGTH:
            return Reason.NAME_TOO_LONG
        return Reason.NAME_SIGNS if unprinted_signs(name) else None

    def _number_fault(self, text: str) -> Reason | None:
        if not _key(self.cells):
            is_day = isinstance(self.cells.get(Field.REGISTER_NUMBER), datetime.date)
            return Reason.NUMBER_IS_DATE if is_day else Reason.NUMBER_MISSING
        return Reason.NUMBER_TOO_LONG if len(text) > NUMBER_LENGTH else None

    def _record(self, name: str, text: str, days: dict[Field, datetime.date | None]) -> Record:
        if has_strange_signs(name):
            self._warn(Warned.NAME_SIGNS)
        known = register_class(text)
        if not known:
            self._warn(Warned.REGISTER_UNKNOWN)
        return Record(
            row=self.number,
            name=name,
            register_number=text,
            register_key=normalize(text),
            register_class=known,
            register_side=register_side(text),
            called_name=self._short(Field.CALLED_NAME, cells.NAME_LENGTH),
            birth_place=self._short(Field.BIRTH_PLACE, cells.PLACE_LENGTH),
            sex=self._sex(),
            education=self._education(),
            nik=self._nik(),
            block=self._housing(Field.BLOCK),
            cell=self._housing(Field.CELL),
            **{field.value: day for field, day in days.items()},
        )

    def _order(self, days: dict[Field, datetime.date | None]) -> list[Reason]:
        born, entered = days[Field.BORN], days[Field.ENTERED]
        # Two thirds is not a day of leaving: it may well precede a transfer to this office.
        leaving = (days[Field.SENTENCE_END], days[Field.INTEGRATION_DATE])
        reasons = []
        if entered and any(day < entered for day in leaving if day):
            reasons.append(Reason.LEAVES_BEFORE_ENTERING)
        # A stay that has not begun holds nobody: the person would be missed by no roll and no head count.
        if entered and entered > self.today:
            reasons.append(Reason.ENTERED_IN_FUTURE)
        if born and born >= self.today:
            reasons.append(Reason.BORN_IN_FUTURE)
        elif born and entered and born >= entered:
            reasons.append(Reason.BORN_TOO_LATE)
        return reasons

    def _sex(self) -> Sex | Literal[""]:
        value = cells.read_sex(self.cells.get(Field.SEX))
        if isinstance(value, cells.Trust):
            self._warn(Warned.SEX_UNKNOWN)
            return ""
        text = cells.read_text(self.cells.get(Field.SEX)).upper()
        return Sex.MALE if self.swapped and text == "P" else value

    def _education(self) -> Education | Literal[""]:
        value = cells.read_education(self.cells.get(Field.EDUCATION))
        if isinstance(value, cells.Trust):
            self._warn(Warned.EDUCATION_UNKNOWN)
            return ""
        return value

    def _nik(self) -> str:
        value = cells.read_nik(self.cells.get(Field.NIK))
        if not isinstance(value, cells.Trust):
            return value
        self._warn(
            {
                cells.Trust.ZEROS: Warned.NIK_ZEROS,
                cells.Trust.NUMBER: Warned.NIK_NUMBER,
                cells.Trust.UNREADABLE: Warned.NIK_LENGTH,
            }[value]
        )
        return ""

    def _housing(self, field: Field) -> str:
        read = cells.read_block if field is Field.BLOCK else cells.read_cell
        value = read(self.cells.get(field))
        if isinstance(value, cells.Trust):
            self._warn(Warned.HOUSING_UNREADABLE)
            return ""
        return value

    def _short(self, field: Field, length: int) -> str:
        text = cells.read_name(self.cells.get(field))
        if len(text) > length:
            self._warn(Warned.TEXT_TOO_LONG)
            return ""
        return text

    def _warn(self, code: Warned) -> None:
        self.warnings.append(RowWarning(self.number, code))

    def _rejected(self, reason: Reason, field: Field | None = None) -> Rejected:
        return Rejected(self.number, reason, field)


def _cells(row: TableRow, mapping: Mapping[int, Field]) -> RowCells:
    """The cells of a row by field, with combined cells split."""
    found = {mapping[index]: cell for index, cell in row.cells.items() if index in mapping}
    if Field.BIRTH in found:
        _part(found, Field.BIRTH, cells.split_birth(found[Field.BIRTH]))
    elif isinstance(found.get(Field.BORN), str):
        # A header may name only the date although its cells also hold the place.
        place, day = cells.split_birth(found[Field.BORN])
        if place and day:
            found[Field.BORN] = day
            found.setdefault(Field.BIRTH_PLACE, place)
    if Field.BLOCK_CELL in found:
        _part(found, Field.BLOCK_CELL, cells.split_housing(found[Field.BLOCK_CELL]))
    _part_housing(found)
    return found


def _part(found: RowCells, whole: Field, parts: tuple[Cell, Cell]) -> None:
    for field, value in zip(SPLITS[whole], parts, strict=True):
        if value is not None and found.get(field) is None:
            found[field] = value


def _part_housing(found: RowCells) -> None:
    """Splits "A/07" under a header that names only the block or only the cell."""
    block, cell = found.get(Field.BLOCK), found.get(Field.CELL)
    whole = cell if isinstance(cell, str) else block if cell is None else None
    first, second = cells.split_housing(whole) if isinstance(whole, str) else (None, None)
    if not first or not second or isinstance(block, datetime.date):
        return
    if cell is None or block is None or cells.read_block(block) == cells.read_block(first):
        found[Field.BLOCK], found[Field.CELL] = first, second


def _key(found: RowCells) -> str:
    """The normalized register number of a row; blank if a spreadsheet turned it into a date, such as 1/2025."""
    return normalize(cells.read_text(found.get(Field.REGISTER_NUMBER)))


def _is_pria_wanita(rows: Any) -> bool:
    """True if the sheet uses P and W, so that P is pria (male) and not perempuan."""
    used = {cells.read_text(found.get(Field.SEX)).upper() for found in rows}
    return "W" in used and not used & {"L", "LK"}


def _without_shared_niks(records: list[Record]) -> tuple[list[Record], list[RowWarning]]:
    """A NIK in two rows belongs to at most one of them: both are accepted without it."""
    counts = Counter(record.nik for record in records if record.nik)
    shared = {record.row for record in records if counts[record.nik] > 1}
    return (
        [Record(**{**_fields(record), "nik": ""}) if record.row in shared else record for record in records],
        [RowWarning(row, Warned.NIK_SHARED) for row in shared],
    )


def _fields(record: Record) -> dict[str, Any]:
    return {name: getattr(record, name) for name in record.__dataclass_fields__}
