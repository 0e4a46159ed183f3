"""Base of all entry rule parts. One class holds everything about one criterion, such as age or education."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum, auto
from typing import Any

from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from programs.batches.models import Batch
from programs.entry_rules.course_parts import CoursePart
from programs.entry_rules.findings import Finding
from programs.entry_rules.known_facts import Facts, Known

Text = str | Promise


@dataclass(frozen=True)
class Scene:
    """The batch in question, the date of the check, the facts about everybody, and the blocks that are taken of it."""

    batch: Batch
    on: date
    known: Known
    signs: Collection[str] = ()

    @property
    def course(self) -> CoursePart:
        """What is taken of the batch: all of it, or these blocks."""
        return CoursePart(self.batch, self.signs, self.known.timetables.get(self.batch.pk, ()))


class FieldKind(Enum):
    """The kind of form control for a parameter."""

    NUMBER = auto()
    TICK = auto()
    ONE_OF = auto()
    ONE_OF_FEW = auto()
    SEVERAL = auto()
    PROGRAM = auto()


@dataclass(frozen=True)
class Field:
    """A parameter's form field as plain data, built by `forms.py`. An empty field imposes no condition."""

    name: str
    label: Text
    kind: FieldKind
    # Key under which the value is stored with the rules.
    parameter: str = ""
    minimum: int | None = None
    maximum: int | None = None
    choices: Sequence[tuple[str, Text]] = ()
    help: Text = ""


class RulePart:
    """One part of the entry rules. `asked` holds its parameters by name, if it has any."""

    # Stored in rules and answers; never changes.
    code: str
    label: Text
    # Sentences by the key stored with an answer: wordings may change, keys never.
    sentences: Mapping[str, Text]
    required: Text
    # Default parameters in a new version of a program; None if the part is off by default.
    usual: dict[str, Any] | None = None
    # Training centers may read it: it contains nothing about custody, so it identifies no participant.
    is_of_learning = False
    # A part without fields becomes a checkbox under "Also asked".
    fields: tuple[Field, ...] = ()
    # Display functions for stored values, by name; other values are shown as they are.
    told: Mapping[str, Callable[[Any], Text]] = {}

    def check(self, facts: Facts, asked: dict[str, Any], scene: Scene) -> Finding:
        """Returns the finding about this person."""
        raise NotImplementedError

    def fault(self, asked: dict[str, Any]) -> Text:
        """What makes these parameters invalid, whoever decides on them; empty if nothing does."""
        return ""

    def sentence(self, wording: str, seen: dict[str, Any]) -> str:
        """The answer as a sentence in the reader's language, with the values stored at the time."""
        return self._filled(self.sentences[wording], seen)

    def requirement(self, asked: dict[str, Any]) -> str:
        """The requirement as a sentence in the reader's language."""
        return self._filled(self.required, asked)

    def read(self, data: dict[str, Any]) -> dict[str, Any] | None:
        """Parameters from the form's values; None if the first field is empty, so that the part is not checked."""
        given = {field.parameter: data[field.name] for field in self.fields}
        return None if data[self.fields[0].name] in (None, "", []) else given

    def shown(self, asked: dict[str, Any]) -> dict[str, Any]:
        """Form values for the parameters, by field name."""
        return {field.name: asked.get(field.parameter) for field in self.fields}

    def slips(self, data: dict[str, Any]) -> dict[str, Text]:
        """Contradictions between fields: a sentence by field name."""
        return {}

    def _filled(self, text: Text, values: dict[str, Any]) -> str:
        return str(text) % {name: str(self.told.get(name, str)(value)) for name, value in values.items()}


def day(value: str | None) -> Text:
    """A stored date in words."""
    return formats.date_format(date.fromisoformat(value), "j M Y") if value else _("further notice")
