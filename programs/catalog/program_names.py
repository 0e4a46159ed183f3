"""Program names: what is allowed, and until when a name can be changed.

Names are printed on papers that this app does not know. Apps that print them register their objections here.
"""

from collections.abc import Callable
from typing import Generic, TypeVar

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core import audit
from core.errors import Blocker, refuse_if
from programs.catalog.models import Program

What = TypeVar("What")


class Objections(Generic[What]):
    """Collects objections from apps higher up; each registers its own question."""

    def __init__(self) -> None:
        self._questions: list[Callable[[What], list[Blocker]]] = []

    def register(self, question: Callable[[What], list[Blocker]]) -> Callable[[What], list[Blocker]]:
        """Registers `question`; usable as a decorator, at import time."""
        if question not in self._questions:
            self._questions.append(question)
        return question

    def against(self, what: What) -> list[Blocker]:
        """All objections from all registered questions."""
        return [reason for question in self._questions for reason in question(what)]


to_name: Objections[str] = Objections()
"""Of a name that somebody types: why no paper could carry it."""

to_renaming: Objections[Program] = Objections()
"""Of a program: who carries its name already."""


def name_blockers(name: str) -> list[Blocker]:
    """Why no program may have this name."""
    if not name.strip():
        return [Blocker("no_name", _("The program has no name. Write one."))]
    return to_name.against(name)


def rename_blockers(program: Program, *, by: User) -> list[Blocker]:
    """Why `by` cannot rename the program, whatever the new name."""
    if by.training_center_id != program.training_center_id or not by.has_perm("programs.change_program"):
        return [
            Blocker("not_authorized", _("Your account may not do this. Ask the training center, whose task it is."))
        ]
    return to_renaming.against(program)


@transaction.atomic
def rename(program: Program, *, by: User, name: str) -> Program:
    """Renames the program; its versions and batches are unaffected. Locks the program. Raises `RuleViolation`."""
    program = Program.objects.select_for_update().get(pk=program.pk)
    refuse_if([*rename_blockers(program, by=by), *name_blockers(name)])
    before, program.name = program.name, name.strip()
    program.save(update_fields=["name"])
    audit.record("program.rename", by=by, target=program, before=before, name=program.name)
    return program
