"""Forms that replace what stands: whoever sends one reads first what others have changed since it was shown."""

import hashlib
from collections.abc import Callable
from typing import Any, TypeVar

from django import forms
from django.db.models import Model
from django.http import HttpRequest
from django.utils.translation import gettext as _

FIELD = "seen"

Row = TypeVar("Row", bound=Model)


def hold_shown(request: HttpRequest, find: Callable[[], Row], *, under: str = "") -> Row:
    """The row that a form shows, as `find` reads it; one that is sent has it locked until the transaction ends.

    Build the form of what this returns: of two that are sent at once, the second then waits, and is compared with
    what the first has written. `under` names the relation of the row to another that commands lock in its place.
    """
    row = find()
    if request.method != "POST":
        return row
    locked = getattr(row, under) if under else row
    # What names the row can still be written, and so can the token of whoever sends a form about somebody else.
    type(locked)._meta.base_manager.select_for_update(no_key=True).only("pk").get(pk=locked.pk)
    return find()


class SeenMixin(forms.Form):
    """Refuses a form below which somebody has changed what it shows, and tells what stands now.

    What was typed is kept; fields that were left alone take the new values, so that saving again undoes nothing.
    What counts as shown is `initial`, but for the fields in `unseen`; `hold_shown` reads it. A form that is sent
    without its hidden field is not judged.
    """

    unseen: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        hidden = forms.CharField(required=False, max_length=4000, widget=forms.HiddenInput, initial=self._seen_now)
        self.fields[FIELD] = hidden

    def clean(self) -> dict[str, Any] | None:
        """Reads the fields, and whether what they were filled from still stands."""
        values = super().clean()
        # No value of the row: commands take the others by name.
        seen = read_seen(self.cleaned_data.pop(FIELD, ""))
        changed = [name for name in seen if name in self.fields and self._is_changed(name, seen[name])]
        if changed:
            told = "; ".join(f"{self.fields[name].label}: {self._words(name)}" for name in changed)
            text = _(
                "Somebody else has changed this meanwhile. It now says: %(changes)s. Check the form and save it again."
            )
            self.add_error(None, forms.ValidationError(text, "stale", {"changes": told}))
            self._take_over(changed, seen)
        return values

    def as_sent(self) -> dict[str, Any]:
        """What a browser would send of this form as it is shown, by the names of its controls."""
        data: dict[str, Any] = {}
        for name, field in self.fields.items():
            shown = self._seen_now() if name == FIELD else self._shown(name, self._initial(name))
            _put(data, self.add_prefix(name), field, shown)
        return data

    def _is_changed(self, name: str, digest: str) -> bool:
        """Whether others have changed the field to something that the sender did not type too."""
        now = self._text(name, self._initial(name))
        return _digest(now) != digest and now != self._text(name, self._typed(name))

    def _take_over(self, changed: list[str], seen: dict[str, str]) -> None:
        sent: Any = self.data
        data = sent.copy()
        for name in changed:
            if _digest(self._text(name, self._typed(name))) == seen[name]:
                _put(data, self.add_prefix(name), self.fields[name], self._shown(name, self._initial(name)))
        data[self.add_prefix(FIELD)] = self._seen_now()
        self.data = data

    def _seen_now(self) -> str:
        fields = [name for name, field in self.fields.items() if _is_comparable(name, field, self.unseen)]
        return " ".join(f"{name}={_digest(self._text(name, self._initial(name)))}" for name in fields)

    def _initial(self, name: str) -> Any:
        return self.get_initial_for_field(self.fields[name], name)

    def _typed(self, name: str) -> Any:
        return self.fields[name].widget.value_from_datadict(self.data, self.files, self.add_prefix(name))

    def _shown(self, name: str, value: Any) -> Any:
        """As the widget would write it: a text, or several for what may be chosen."""
        field = self.fields[name]
        if isinstance(field, forms.BooleanField):
            return "on" if value else ""
        return field.widget.format_value(field.prepare_value(value))

    def _text(self, name: str, value: Any) -> str:
        shown = self._shown(name, value)
        parts = sorted(map(str, shown)) if isinstance(shown, list) else [str("" if shown is None else shown)]
        # A browser sends both signs at the end of a line.
        return "\n".join(part.replace("\r\n", "\n").strip() for part in parts)

    def _words(self, name: str) -> str:
        """What stands now, as the reader would call it."""
        field, shown = self.fields[name], self._shown(name, self._initial(name))
        if isinstance(field, forms.BooleanField):
            return _("yes") if shown else _("no")
        labels = {str(key): str(label) for key, label in getattr(field, "choices", ())}
        parts = shown if isinstance(shown, list) else [shown]
        return ", ".join(labels.get(str(one), str(one)) for one in parts if one not in (None, "")) or "–"


def _is_comparable(name: str, field: forms.Field, unseen: tuple[str, ...]) -> bool:
    of_several = isinstance(field.widget, forms.MultiWidget)
    return name not in (FIELD, *unseen) and not isinstance(field, forms.FileField) and not of_several


def _put(data: Any, key: str, field: forms.Field, shown: Any) -> None:
    """Writes into what was sent as a browser would."""
    if isinstance(field, forms.BooleanField) and not shown:
        data.pop(key, None)
    elif isinstance(shown, list) and hasattr(data, "setlist"):
        data.setlist(key, shown)
    else:
        data[key] = "" if shown is None else shown


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def read_seen(seen: str) -> dict[str, str]:
    """What a form that was sent said in its hidden field: a digest by the name of each field that it showed."""
    parts = (part.partition("=") for part in seen.split())
    return {name: digest for name, _sign, digest in parts}
