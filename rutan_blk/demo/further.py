"""A second level of welding: pipes, for those who have the basic certificate."""

from datetime import date, timedelta

from accounts.roles import Role
from programs.agreements.models import Agreement
from programs.batches.models import Batch
from programs.catalog import program_versions
from programs.catalog.models import Program, ProgramVersion, Vocation
from programs.catalog.program_versions import Facts, UnitRow
from programs.entry_rules import rule_sets
from rutan_blk.demo import chain
from rutan_blk.demo.cast import SECOND_LEVEL, Crew

UNITS = (
    UnitRow("JIP.SM03.001.01", "Mengelas Pipa Posisi Sumbu Mendatar", 40),
    UnitRow("JIP.SM03.002.01", "Mengelas Pipa Posisi Sumbu Tegak", 40),
    UnitRow("JIP.SM03.003.01", "Mengelas Pipa Posisi Sumbu Miring", 48),
    UnitRow("JIP.SM03.007.01", "Melakukan Pemeliharaan Mesin dan Perlengkapan Las", 32),
)


def add_level(crew: Crew, *, on: date) -> ProgramVersion:
    """The program, open, and the facility's rule that asks for the basic certificate."""
    coordinator, officer = crew[Role.BLK_COORDINATOR], crew[Role.TRAINING_OFFICER]
    facts = Facts(total_jp=160, class_minimum=6, class_maximum=10)
    with chain.at(crew, on):
        drafted = program_versions.create_program(
            by=coordinator,
            training_center=crew.center,
            code=SECOND_LEVEL,
            name="Las Pipa Segala Posisi",
            vocation=Vocation.objects.get(code="welding"),
            level=Program.Level.ADVANCED,
            facts=facts,
        )
        changed = program_versions.change_version(drafted, by=coordinator, facts=facts, rows=list(UNITS))
        version = program_versions.open_version(changed, by=coordinator)
        usual, before = rule_sets.current_set(version, crew.facility, on=on), chain.course(crew, "welding").program
        asked = {"program": str(before.public_id), "name": before.name}
        parts = {**(usual.parts if usual else {}), "prerequisite": asked}
        rules = rule_sets.draft(version, by=officer, facility=crew.facility, parts=parts)
        reason = "Pengelasan pipa melanjutkan pengelasan pelat."
        rule_sets.put_in_force(rules, by=officer, valid_from=on, reason=reason)
    return version


def plan_class(crew: Crew, agreement: Agreement, *, starts_on: date) -> Batch:
    """A class of that level, five months ahead."""
    return chain.plan(
        crew,
        agreement,
        ProgramVersion.objects.open().get(program__code=SECOND_LEVEL, program__training_center=crew.center),
        name=f"Las pipa 1/{(starts_on + timedelta(days=20)).year}",
        starts_on=starts_on,
        room="Bengkel las",
        week=chain.FULL_WEEK,
        capacity=8,
        open_selection=False,
    )
