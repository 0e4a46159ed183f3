"""Forms that overwrite stored values: before saving, the user is told what others changed since the form was shown."""

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
    """The row that a form shows, as read by `find`; on submission it is locked until the transaction ends.

    Build the form from the returned row: of two simultaneous submissions the second waits, and is compared with what
    the first has written. `under` names the related row that commands lock instead.
    """
    row = find()
    if request.method != "POST":
        return row
    locked = getattr(row, under) if under else row
    # Not FOR UPDATE: rows that refer to this one must stay insertable, as must the token of a user whose account is
    # being edited.
    type(locked)._meta.base_manager.select_for_update(no_key=True).only("pk").get(pk=locked.pk)
    return find()


class SeenMixin(forms.Form):
    """Refuses a submission if stored values changed after the form was shown, and tells the user the current ones.

    Typed values are kept; untouched fields take the current values, so that saving again undoes nothing. `initial`
    counts as shown, except for the fields in `unseen`; `hold_shown` reads it. A submission without the hidden field is
    not checked.
    """

    unseen: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        hidden = forms.CharField(required=False, max_length=4000, widget=forms.HiddenInput, initial=self._seen_now)
        self.fields[FIELD] = hidden

    def clean(self) -> dict[str, Any] | None:
        """Validates the fields and checks that the values they were filled from are still current."""
        values = super().clean()
        # Removed, because commands take the remaining values by name.
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
        """What a browser would submit for the form as shown, by control name."""
        data: dict[str, Any] = {}
        for name, field in self.fields.items():
            shown = self._seen_now() if name == FIELD else self._shown(name, self._initial(name))
            _put(data, self.add_prefix(name), field, shown)
        return data

    def _is_changed(self, name: str, digest: str) -> bool:
        """True if others changed the field to something the sender did not type as well."""
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
        """The value as the widget renders it: a text, or a list for multiple choices."""
        field = self.fields[name]
        if isinstance(field, forms.BooleanField):
            return "on" if value else ""
        return field.widget.format_value(field.prepare_value(value))

    def _text(self, name: str, value: Any) -> str:
        shown = self._shown(name, value)
        parts = sorted(map(str, shown)) if isinstance(shown, list) else [str("" if shown is None else shown)]
        # Browsers send CRLF.
        return "\n".join(part.replace("\r\n", "\n").strip() for part in parts)

    def _words(self, name: str) -> str:
        """The current value in the reader's words."""
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
    """Writes the value into the submitted data as a browser would."""
    if isinstance(field, forms.BooleanField) and not shown:
        data.pop(key, None)
    elif isinstance(shown, list) and hasattr(data, "setlist"):
        data.setlist(key, shown)
    else:
        data[key] = "" if shown is None else shown


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def read_seen(seen: str) -> dict[str, str]:
    """Parses the hidden field of a submitted form: a digest for each field shown."""
    parts = (part.partition("=") for part in seen.split())
    return {name: digest for name, _sign, digest in parts}
