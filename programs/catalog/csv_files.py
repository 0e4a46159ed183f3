"""Loads units and programs from CSV files.

Everything loaded is marked as an example until a training center confirms it.
"""

import csv
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import TrainingCenter
from core import audit
from core.errors import RuleViolation
from programs.catalog import program_versions
from programs.catalog.models import CompetencyUnit, Program, ProgramVersion, Vocation
from programs.catalog.unit_codes import code_key

UNIT_COLUMNS = (
    "vocation",
    "scheme_name",
    "unit_code",
    "unit_title_id",
    "kkni_level_or_blank",
    "training_hours_or_blank",
    "source",
)
PROGRAM_NUMBERS = (
    "total_jp",
    "minutes_per_jp",
    "class_minimum",
    "class_maximum",
    "attendance_threshold_percent",
    "position",
    "jp",
)
PROGRAM_COLUMNS = (
    "program_code",
    "vocation",
    "program_name",
    "level",
    "unit_code",
    "unit_title",
    "scheme_name",
    *PROGRAM_NUMBERS,
)


class BadFile(Exception):
    """The file cannot be loaded; nothing was written. `problems` are sentences, with line numbers where possible."""

    def __init__(self, problems: list[str]):
        self.problems = problems
        super().__init__("\n".join(problems))


@dataclass(frozen=True)
class Loaded:
    """How many rows were added and how many already existed."""

    new: int
    unchanged: int


@dataclass(frozen=True)
class Line:
    """A line of the file with its number, which every error message quotes."""

    number: int
    values: dict[str, str]

    def __getitem__(self, name: str) -> str:
        return self.values[name]


def read(path: Path, columns: tuple[str, ...]) -> list[Line]:
    """Returns the lines of a UTF-8 CSV file whose header has at least `columns`. Raises `BadFile`."""
    try:
        # Spreadsheet programs write a byte order mark, which would otherwise end up in the first column's name.
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, strict=True)
            missing = [name for name in columns if name not in (reader.fieldnames or [])]
            if missing:
                raise BadFile([_("The header lacks: %(columns)s.") % {"columns": ", ".join(missing)}])
            return [Line(reader.line_num, _trimmed(row, reader.line_num)) for row in reader]
    except OSError as error:
        raise BadFile([_("The file %(path)s cannot be read. Check its name.") % {"path": path}]) from error
    except UnicodeDecodeError as error:
        raise BadFile([_("The file is not UTF-8 text. Save it as “CSV UTF-8”.")]) from error
    except csv.Error as error:
        raise BadFile([_("The file is not a CSV table: %(error)s.") % {"error": error}]) from error


def _trimmed(row: dict, number: int) -> dict[str, str]:
    # csv.DictReader reports surplus cells under the key None, and absent cells as the value None.
    if None in row or None in row.values():
        raise BadFile([_("Line %(line)d has not as many cells as the header.") % {"line": number}])
    return {name: value.strip() for name, value in row.items()}


def _check(lines: list[Line], problems_of: Callable[[Line], list[str]]) -> None:
    found = [
        _("Line %(line)d: %(problem)s") % {"line": line.number, "problem": problem}
        for line in lines
        for problem in problems_of(line)
    ]
    if not lines:
        found = [_("The file has a header but no rows.")]
    if found:
        raise BadFile(found)


def _empty(line: Line, *names: str) -> list[str]:
    return [_("%(column)s is empty.") % {"column": name} for name in names if not line[name]]


def _not_numbers(line: Line, *names: str) -> list[str]:
    message = _("%(column)s is not a whole number up to 9999: %(value)s.")
    return [message % {"column": name, "value": line[name]} for name in names if not _is_number(line[name])]


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 4


def _too_long(line: Line, **limits: int) -> list[str]:
    message = _("%(column)s is longer than %(limit)d characters.")
    return [message % {"column": name, "limit": limit} for name, limit in limits.items() if len(line[name]) > limit]


def _unknown_vocation(line: Line, vocations: dict) -> list[str]:
    if not line["vocation"] or line["vocation"] in vocations:
        return []
    return [_("The vocation %(code)s is unknown.") % {"code": line["vocation"]}]


@transaction.atomic
def load_units(path: Path) -> Loaded:
    """Adds the file's competency units that are not known yet, all or none; known ones are not changed."""
    lines, vocations = read(path, UNIT_COLUMNS), Vocation.objects.in_bulk(field_name="code")

    def problems_of(line: Line) -> list[str]:
        hours = "training_hours_or_blank"
        return [
            *_empty(line, "vocation", "unit_code", "unit_title_id"),
            *_too_long(line, unit_code=40, unit_title_id=250, scheme_name=200, kkni_level_or_blank=10),
            *_unknown_vocation(line, vocations),
            *(_not_numbers(line, hours) if line[hours] else []),
        ]

    _check(lines, problems_of)
    known = set(CompetencyUnit.objects.values_list("vocation__code", "scheme_name", "code"))
    wanted = {(line["vocation"], line["scheme_name"], line["unit_code"]): line for line in lines}
    new = [_unit(line, vocations) for key, line in wanted.items() if key not in known]
    CompetencyUnit.objects.bulk_create(new)
    if new:
        audit.record("competency_unit.load", by=None, new=len(new))
    return Loaded(new=len(new), unchanged=len(lines) - len(new))


def _unit(line: Line, vocations: dict[str, Vocation]) -> CompetencyUnit:
    return CompetencyUnit(
        vocation=vocations[line["vocation"]],
        code=line["unit_code"],
        code_key=code_key(line["unit_code"]),
        title=line["unit_title_id"],
        scheme_name=line["scheme_name"],
        level=line["kkni_level_or_blank"],
        training_hours=int(line["training_hours_or_blank"] or 0) or None,
        source=line["source"],
        is_example=True,
    )


@transaction.atomic
def load_programs(path: Path, *, training_center: TrainingCenter) -> Loaded:
    """Adds and opens the file's programs that the center does not have yet, all or none.

    A program whose code the center already uses is not changed, whatever the file says.
    """
    lines, vocations = read(path, PROGRAM_COLUMNS), Vocation.objects.in_bulk(field_name="code")

    def problems_of(line: Line) -> list[str]:
        texts = ("program_code", "program_name", "vocation", "unit_code", "unit_title")
        found = [*_empty(line, *texts), *_not_numbers(line, *PROGRAM_NUMBERS), *_unknown_vocation(line, vocations)]
        found += _too_long(line, program_code=30, program_name=120, unit_code=40, unit_title=250, scheme_name=200)
        if line["level"] not in Program.Level.values:
            found.append(_("The level is “%(level)s”, not dasar or lanjutan.") % {"level": line["level"]})
        return found

    _check(lines, problems_of)
    programs = _by_program(lines)
    known = set(Program.objects.filter(training_center=training_center).values_list("code", flat=True))
    new = [group for code, group in programs.items() if code not in known]
    for group in new:
        _load_program(group, training_center, vocations)
    return Loaded(new=len(new), unchanged=len(programs) - len(new))


def _by_program(lines: list[Line]) -> dict[str, list[Line]]:
    programs: dict[str, list[Line]] = {}
    for line in lines:
        programs.setdefault(line["program_code"], []).append(line)
    return programs


def _load_program(lines: list[Line], training_center: TrainingCenter, vocations: dict[str, Vocation]) -> None:
    first = lines[0]
    vocation = vocations[first["vocation"]]
    facts = program_versions.Facts(
        total_jp=int(first["total_jp"]),
        minutes_per_jp=int(first["minutes_per_jp"]),
        class_minimum=int(first["class_minimum"]),
        class_maximum=int(first["class_maximum"]),
        attendance_threshold=int(first["attendance_threshold_percent"]),
        scheme_name=first["scheme_name"],
    )
    try:
        version = program_versions.create_program(
            by=None,
            training_center=training_center,
            code=first["program_code"],
            name=first["program_name"],
            vocation=vocation,
            level=first["level"],
            facts=facts,
        )
        program_versions.change_version(version, by=None, facts=facts, rows=_unit_rows(lines, vocation))
        program_versions.open_version(version, by=None)
    except RuleViolation as refused:
        message = _("Line %(line)d, program %(code)s: %(reason)s")
        values = {"line": first.number, "code": first["program_code"]}
        raise BadFile([message % {**values, "reason": reason} for reason in refused.reasons]) from refused
    # change_version clears the example flag because somebody has reviewed the version; here nobody has.
    ProgramVersion.objects.filter(pk=version.pk).update(is_example=True)


def _unit_rows(lines: list[Line], vocation: Vocation) -> list[program_versions.UnitRow]:
    units = {unit.code: unit for unit in vocation.units.filter(scheme_name=lines[0]["scheme_name"])}
    ordered = sorted(lines, key=lambda line: int(line["position"]))
    return [
        program_versions.UnitRow(
            line["unit_code"], line["unit_title"], int(line["jp"]), unit=units.get(line["unit_code"])
        )
        for line in ordered
    ]
