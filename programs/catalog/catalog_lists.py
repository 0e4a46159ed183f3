"""Programs and competency units as lists: their columns, on the page and in files."""

from django.utils.translation import gettext_lazy as _

from core.listing import Column, Listing
from programs.catalog.models import ProgramVersion

PROGRAMS = Listing(
    title=_("Programs"),
    subject="programs.program",
    what="list of programs",
    usual="name",
    tie=("name", "pk"),
    columns=(
        Column("name", _("Program"), lambda one: one.name, ("name",)),
        Column("code", _("Code"), lambda one: one.code, ("code",), kind="file"),
        Column("vocation", _("Vocation"), lambda one: one.vocation.name, ("vocation__name", "level")),
        Column("level", _("Level"), lambda one: one.get_level_display(), kind="file"),
        Column(
            "center",
            _("Training center"),
            lambda one: one.training_center.short_name,
            ("training_center__short_name",),
        ),
        Column("jp", "JP", lambda one: one.shown.total_jp, kind="num"),
        Column("units", _("Units"), lambda one: one.shown.units_count, kind="num"),
        Column("class", _("Class"), lambda one: f"{one.shown.class_minimum}–{one.shown.class_maximum}"),
        Column("version", _("Version"), lambda one: one.shown.number),
        Column("state", _("State"), lambda one: one.shown.get_state_display(), kind="file"),
    ),
)
UNITS = Listing(
    title=_("Competency units"),
    subject="programs.competencyunit",
    what="list of units",
    usual="vocation",
    tie=("code", "pk"),
    columns=(
        Column("title", _("Unit"), lambda unit: unit.title, ("title",)),
        Column("code", _("Code"), lambda unit: unit.code, ("code",), kind="file"),
        Column("scheme", _("Scheme"), lambda unit: unit.scheme_name, ("scheme_name",)),
        Column("vocation", _("Vocation"), lambda unit: unit.vocation.name, ("vocation__name", "scheme_name")),
        Column("level", _("Qualification level (KKNI)"), lambda unit: unit.level, ("level",)),
        Column("hours", _("Hours"), lambda unit: unit.training_hours, ("training_hours",), -1, kind="num"),
        Column("state", _("State"), lambda unit: _("Example") if unit.is_example else _("Confirmed"), ("is_example",)),
    ),
)


def show_version(programs: list) -> None:
    """Gives each program the version that counts now: the open one, or else the newest."""
    for program in programs:
        stages = program.versions.all()
        program.shown = next((one for one in stages if one.state == ProgramVersion.State.OPEN), None) or stages[0]
