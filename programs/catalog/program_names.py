"""Program names: what is allowed, and until when a name can be changed.

Names are printed on papers that this subject does not know. Subjects that print them register their objections here.
"""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core import audit
from core.errors import Blocker, refuse_if
from core.ports import Port
from programs.catalog import attendance_only
from programs.catalog.models import Program

objections_to_name: Port[[str], list[Blocker]] = Port()
"""Of a name that somebody types: why no paper could carry it."""

objections_to_renaming: Port[[Program], list[Blocker]] = Port()
"""Of a program: who carries its name already."""


def name_blockers(name: str) -> list[Blocker]:
    """Why no program may have this name."""
    if not name.strip():
        return [Blocker("no_name", _("The program has no name. Write one."))]
    return [reason for reasons in objections_to_name.ask(name) for reason in reasons]


def rename_blockers(program: Program, *, by: User) -> list[Blocker]:
    """Why `by` cannot rename the program, whatever the new name."""
    if by.training_center_id != program.training_center_id or not by.has_perm("programs.change_program"):
        return [
            Blocker("not_authorized", _("Your account may not do this. Ask the training center, whose task it is."))
        ]
    return [reason for reasons in objections_to_renaming.ask(program) for reason in reasons]


@transaction.atomic
def rename(program: Program, *, by: User, name: str) -> Program:
    """Renames the program; its versions and batches are unaffected. Locks the program. Raises `RuleViolation`."""
    program = Program.objects.select_for_update().get(pk=program.pk)
    found = [*rename_blockers(program, by=by), *name_blockers(name)]
    if program.versions.filter(is_without_assessment=True).exists():
        found += attendance_only.blockers([name])
    refuse_if(found)
    before, program.name = program.name, name.strip()
    program.save(update_fields=["name"])
    audit.record("program.rename", by=by, target=program, before=before, name=program.name)
    return program
