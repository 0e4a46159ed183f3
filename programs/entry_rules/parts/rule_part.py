"""What every part of the entry rules has: one class says all there is to say about age, education, time left."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum, auto
from typing import Any

from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from programs.batches.models import Batch
from programs.entry_rules.findings import Finding
from programs.entry_rules.known_facts import Facts, Known

Text = str | Promise


@dataclass(frozen=True)
class Scene:
    """The batch that is asked for, the day of asking, and what is known of everybody concerned."""

    batch: Batch
    on: date
    known: Known


class FieldKind(Enum):
    """How the form asks for something."""

    NUMBER = auto()
    TICK = auto()
    ONE_OF = auto()
    ONE_OF_FEW = auto()
    SEVERAL = auto()
    PROGRAM = auto()


@dataclass(frozen=True)
class Field:
    """What the form asks for a part, as plain data; `forms.py` makes the field. Left empty it does not matter."""

    name: str
    label: Text
    kind: FieldKind
    # The name under which the value is kept with the rules.
    parameter: str = ""
    minimum: int | None = None
    maximum: int | None = None
    choices: Sequence[tuple[str, Text]] = ()
    help: Text = ""


class RulePart:
    """One part. What a set of rules asks of it (`asked`) are its parameters by name, of which it may have none."""

    # Stands in rules and kept answers and never changes.
    code: str
    label: Text
    # By the wording of the answer, which is kept: a sentence may be reworded, its key never.
    sentences: Mapping[str, Text]
    required: Text
    # With what a new version of a program asks it; None where it does not.
    usual: dict[str, Any] | None = None
    # What a training center may read: nothing of custody, so no participant is told apart by it.
    is_of_learning = False
    # A part without fields becomes a checkbox under "Also asked".
    fields: tuple[Field, ...] = ()
    # How kept values are told to people, by name; others are told as they are.
    told: Mapping[str, Callable[[Any], Text]] = {}

    def check(self, facts: Facts, asked: dict[str, Any], scene: Scene) -> Finding:
        """What is found about this person."""
        raise NotImplementedError

    def fault(self, asked: dict[str, Any]) -> Text:
        """What cannot be right about these parameters, whoever decides on them; empty when nothing is."""
        return ""

    def sentence(self, wording: str, seen: dict[str, Any]) -> str:
        """What an answer says, in the reader's language, with the values of its own day."""
        return self._filled(self.sentences[wording], seen)

    def requirement(self, asked: dict[str, Any]) -> str:
        """What the part asks for, as a sentence in the reader's language."""
        return self._filled(self.required, asked)

    def read(self, data: dict[str, Any]) -> dict[str, Any] | None:
        """The parameters as the form gives them; None where the first field is empty, so that nothing is asked."""
        given = {field.parameter: data[field.name] for field in self.fields}
        return None if data[self.fields[0].name] in (None, "", []) else given

    def shown(self, asked: dict[str, Any]) -> dict[str, Any]:
        """The parameters as the fields of the form show them, by the name of the field."""
        return {field.name: asked.get(field.parameter) for field in self.fields}

    def slips(self, data: dict[str, Any]) -> dict[str, Text]:
        """What does not go together on the form: a sentence by the name of the field."""
        return {}

    def _filled(self, text: Text, values: dict[str, Any]) -> str:
        return str(text) % {name: str(self.told.get(name, str)(value)) for name, value in values.items()}


def day(value: str | None) -> Text:
    """A kept day in words."""
    return formats.date_format(date.fromisoformat(value), "j M Y") if value else _("further notice")
