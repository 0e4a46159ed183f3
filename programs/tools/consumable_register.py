"""The register of a facility's consumables: used up, but weighed out and back like tools."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Facility, User
from core import audit
from core.errors import Blocker, refuse_if
from programs.catalog.models import Program
from programs.tools.models import Consumable
from programs.tools.tool_register import hold_register, keeper_blockers


@dataclass(frozen=True)
class Stuff:
    """Register data of a consumable; `tolerance` in its unit."""

    program: Program
    name: str
    unit: str
    tolerance: int = 0
    is_active: bool = True


def stuff_blockers(
    stuff: Stuff, *, by: User, facility: Facility | None, consumable: Consumable | None = None
) -> list[Blocker]:
    """Why a new consumable, or `consumable`, cannot have these data."""
    reasons = keeper_blockers(by, facility)
    if not Program.objects.visible_to(by).filter(pk=stuff.program.pk).exists():
        reasons.append(Blocker("no_such_program", _("Choose one of the programs that are taught at your office.")))
    same = Consumable.objects.filter(facility=facility, program=stuff.program, name__iexact=stuff.name)
    if (same.exclude(pk=consumable.pk) if consumable else same).exists():
        reasons.append(Blocker("name_taken", _("There is already a consumable with this name.")))
    is_other = consumable and (consumable.unit, consumable.program_id) != (stuff.unit, stuff.program.pk)
    if consumable and is_other and consumable.issues.exists():
        sentence = _("It was handed out in this unit already. Add another consumable instead.")
        reasons.append(Blocker("was_issued", sentence))
    return reasons


@transaction.atomic
def add_consumable(stuff: Stuff, *, by: User, facility: Facility) -> Consumable:
    """Adds a consumable to the facility's register. Raises `RuleViolation`."""
    hold_register(facility)
    refuse_if(stuff_blockers(stuff, by=by, facility=facility))
    consumable = Consumable.objects.create(facility=facility, **vars(stuff))
    audit.record("consumable.add", by=by, target=consumable, program=consumable.program_id)
    return consumable


@transaction.atomic
def change_consumable(consumable: Consumable, *, by: User, stuff: Stuff) -> Consumable:
    """Changes the register data and returns the consumable; unchanged data are not written."""
    hold_register(consumable.facility)
    consumable = Consumable.objects.select_related("facility").get(pk=consumable.pk)
    refuse_if(stuff_blockers(stuff, by=by, facility=consumable.facility, consumable=consumable))
    changed = [name for name, value in vars(stuff).items() if getattr(consumable, name) != value]
    for name in changed:
        setattr(consumable, name, getattr(stuff, name))
    if changed:
        consumable.save(update_fields=changed)
        audit.record("consumable.change", by=by, target=consumable, fields=changed)
    return consumable
