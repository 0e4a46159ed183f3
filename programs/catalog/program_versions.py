"""Programs and their versions: drafting, changing, opening. A version in use by a batch never changes."""

from dataclasses import dataclass, fields

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.models import TrainingCenter, User
from core import audit, clock
from core.errors import Blocker, refuse_if
from programs.catalog import attendance_only, occasions, program_names, unit_blocks
from programs.catalog.lesson_hours import FEWEST_MINUTES_PER_JP, MOST_MINUTES_PER_JP, USUAL_MINUTES_PER_JP
from programs.catalog.models import CompetencyUnit, Program, ProgramUnit, ProgramVersion, UnitCriterion, Vocation

# The back of a certificate has room for this many.
MOST_UNITS = 60
MOST_CRITERIA = 30
LONGEST_CRITERION = 300


@dataclass(frozen=True)
class Facts:
    """The facts of a version, apart from its units."""

    total_jp: int
    minutes_per_jp: int = USUAL_MINUTES_PER_JP
    class_minimum: int = 10
    class_maximum: int = 16
    attendance_threshold: int = 80
    scheme_name: str = ""
    allows_parallel_batches: bool = False
    is_without_assessment: bool = False
    trainer_may_assess: bool = False
    late_entry_days: int = 3
    offer_days: int = 2
    appeal_days: int = 7


@dataclass(frozen=True)
class UnitRow:
    """One unit as taught; the rows are in teaching order."""

    code: str
    title: str
    jp: int
    is_core: bool = True
    unit: CompetencyUnit | None = None
    # Assessment criteria, one sentence each, in order.
    criteria: tuple[str, ...] = ()
    # The sign that it shares with the units with which it may be taken alone.
    block: str = ""


def is_frozen(version: ProgramVersion) -> bool:
    """Whether changing this version creates a new one because it has been opened or is used by a batch."""
    return version.state != ProgramVersion.State.DRAFT or version.batches.exists()


def facts_blockers(facts: Facts) -> list[Blocker]:
    """What is wrong with the facts of a version, regardless of its units."""
    found = []
    if facts.total_jp < 1:
        found.append(Blocker("no_hours", _("The program has no JP. Write how many it takes.")))
    if not FEWEST_MINUTES_PER_JP <= facts.minutes_per_jp <= MOST_MINUTES_PER_JP:
        found.append(Blocker("minutes", _("One JP takes from 30 to 90 minutes; 45 is usual.")))
    if not 1 <= facts.class_minimum <= facts.class_maximum:
        found.append(Blocker("class_size", _("The largest class is smaller than the smallest class.")))
    if not 0 <= facts.attendance_threshold <= 100:
        found.append(Blocker("threshold", _("The attendance needed is a percentage from 0 to 100.")))
    if not 1 <= facts.offer_days <= 30:
        found.append(Blocker("offer_days", _("A place is offered for 1 to 30 days.")))
    if not 1 <= facts.appeal_days <= 60:
        found.append(Blocker("appeal_days", _("A result can be appealed for 1 to 60 days.")))
    if facts.is_without_assessment and (facts.scheme_name.strip() or facts.trainer_may_assess):
        sentence = _("A course without assessment has neither a scheme nor an assessor. Clear both.")
        found.append(Blocker("assessment", sentence))
    return found


def unit_blockers(rows: list[UnitRow]) -> list[Blocker]:
    """What is wrong with the list of units."""
    codes = [row.code for row in rows]
    twice, empty = _("Unit %(code)s is listed twice. Remove one of them."), _("Unit %(code)s has no JP.")
    long = _("Unit %(code)s: a criterion has more than %(most)d characters, or there are more than %(rows)d.")
    limits = {"most": LONGEST_CRITERION, "rows": MOST_CRITERIA}
    return [
        *_too_many_blockers(len(rows)),
        *(Blocker("unit_twice", twice % {"code": code}) for code in sorted({c for c in codes if codes.count(c) > 1})),
        *(Blocker("unit_without_hours", empty % {"code": row.code}) for row in rows if row.jp < 1),
        *(Blocker("criteria", long % {"code": row.code, **limits}) for row in rows if not _fits(row.criteria)),
    ]


def _too_many_blockers(count: int) -> list[Blocker]:
    if count <= MOST_UNITS:
        return []
    text = _("A certificate has room for %(most)d units, and these are %(count)d. Take out %(over)d.")
    return [Blocker("too_many_units", text % {"most": MOST_UNITS, "count": count, "over": count - MOST_UNITS})]


def _fits(criteria: tuple[str, ...]) -> bool:
    return len(criteria) <= MOST_CRITERIA and all(len(text) <= LONGEST_CRITERION for text in criteria)


def opening_blockers(version: ProgramVersion) -> list[Blocker]:
    """Why the version cannot be opened for batches."""
    if version.state != ProgramVersion.State.DRAFT:
        return [Blocker("not_a_draft", _("This version has been opened before. Change it to make the next one."))]
    units = list(version.units.all())
    if not units:
        return [Blocker("no_units", _("The version has no units yet. Add them, then open it."))]
    total = sum(unit.jp for unit in units)
    if total != version.total_jp:
        message = _("The units sum to %(units)d JP, the program says %(total)d JP. Make both equal.")
        return [Blocker("hours_differ", message % {"units": total, "total": version.total_jp})]
    if version.is_without_assessment:
        return attendance_only.blockers([version.program.name, *(unit.title for unit in units)])
    return []


@transaction.atomic
def create_program(
    *,
    by: User | None,
    training_center: TrainingCenter,
    code: str,
    name: str,
    vocation: Vocation,
    level: str,
    facts: Facts,
) -> ProgramVersion:
    """Creates a program with its first version, a draft without units."""
    found = [*program_names.name_blockers(name), *facts_blockers(facts)]
    if Program.objects.filter(training_center=training_center, code=code).exists():
        found.append(Blocker("code_taken", _("There is already a program with this code. Choose another.")))
    refuse_if(found)
    program = Program.objects.create(
        training_center=training_center, code=code, name=name, vocation=vocation, level=level
    )
    version = ProgramVersion.objects.create(program=program, number=1, **vars(facts))
    occasions.program_begins.happens(version)
    audit.record("program.create", by=by, target=program, code=code)
    return version


def change_blockers(version: ProgramVersion, facts: Facts, rows: list[UnitRow]) -> list[Blocker]:
    """Why the version, or the one that would succeed it, cannot have this content."""
    found = facts_blockers(facts) + unit_blockers(rows) + unit_blocks.row_blockers(facts, rows)
    draft = version.program.versions.filter(state=ProgramVersion.State.DRAFT).exclude(pk=version.pk).first()
    if draft and is_frozen(version):
        message = _("Version %(number)d is being drafted already. Change that one.") % {"number": draft.number}
        found.append(Blocker("draft_exists", message))
    return found


@transaction.atomic
def change_version(version: ProgramVersion, *, by: User | None, facts: Facts, rows: list[UnitRow]) -> ProgramVersion:
    """Sets the facts and units of a draft, or creates a new version with them if this one is frozen.

    Returns the version that was written.
    """
    Program.objects.select_for_update().get(pk=version.program_id)
    version = ProgramVersion.objects.select_related("program").get(pk=version.pk)
    refuse_if(change_blockers(version, facts, rows))
    target = _next(version) if is_frozen(version) else version
    for name, value in vars(facts).items():
        setattr(target, name, value)
    # Example content ships with the installation; somebody has reviewed this version.
    target.is_example = False
    target.save()
    target.units.all().delete()
    _write_units(target, rows)
    audit.record("program_version.change", by=by, target=target, number=target.number, total_jp=target.total_jp)
    return target


def add_units(version: ProgramVersion, *, by: User | None, rows: list[UnitRow]) -> ProgramVersion:
    """Appends these units to the version, leaving everything else as it is; see `change_version`."""
    return change_version(version, by=by, facts=facts_of(version), rows=[*rows_of(version), *rows])


def rows_of(version: ProgramVersion) -> list[UnitRow]:
    """The units of the version as `change_version` expects them."""
    units = version.units.select_related("unit").prefetch_related("criteria")
    return [
        UnitRow(
            unit.code,
            unit.title,
            unit.jp,
            unit.is_core,
            unit.unit,
            tuple(row.text for row in unit.criteria.all()),
            unit.block,
        )
        for unit in units
    ]


def _write_units(version: ProgramVersion, rows: list[UnitRow]) -> None:
    units = ProgramUnit.objects.bulk_create(
        ProgramUnit(
            version=version,
            position=place,
            code=row.code,
            title=row.title,
            jp=row.jp,
            is_core=row.is_core,
            unit=row.unit,
            block=row.block.strip().upper(),
        )
        for place, row in enumerate(rows, 1)
    )
    UnitCriterion.objects.bulk_create(
        UnitCriterion(unit=unit, position=place, text=text)
        for unit, row in zip(units, rows, strict=True)
        for place, text in enumerate(row.criteria, 1)
    )


def _next(version: ProgramVersion) -> ProgramVersion:
    last = version.program.versions.aggregate(last=Max("number"))["last"]
    target = ProgramVersion.objects.create(program=version.program, number=last + 1, total_jp=version.total_jp)
    occasions.version_follows.happens(occasions.Succession(target, version))
    return target


@transaction.atomic
def open_version(version: ProgramVersion, *, by: User | None) -> ProgramVersion:
    """Opens the version for new batches and retires the one open so far, which its existing batches keep."""
    program = (
        Program.objects.select_related("training_center").select_for_update(of=("self",)).get(pk=version.program_id)
    )
    version = ProgramVersion.objects.get(pk=version.pk)
    refuse_if(opening_blockers(version))
    program.versions.filter(state=ProgramVersion.State.OPEN).update(state=ProgramVersion.State.RETIRED)
    version.state = ProgramVersion.State.OPEN
    version.opened_on = clock.today(program.training_center.time_zone)
    version.save(update_fields=["state", "opened_on"])
    audit.record("program_version.open", by=by, target=version, number=version.number)
    return version


def facts_of(version: ProgramVersion) -> Facts:
    """The current facts of the version."""
    return Facts(**{field.name: getattr(version, field.name) for field in fields(Facts)})
