"""Generates `docs/input-rules.md`: what each form takes, and which values the tables let stand together.

The prose is written by hand. Whatever follows from the code stands between the marks `<!-- forms of APP -->` or
`<!-- tables of APP -->` and `<!-- end -->` and is rewritten by `manage.py input_rules_page`.
"""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django import forms
from django.apps import apps
from django.conf import settings
from django.core import validators
from django.db import models
from django.urls import get_resolver
from django.utils import translation

from core.command_forms import ReasonField
from core.forms import LocalDateField, LocalTimeField, ScanField

DOCUMENT = Path(settings.BASE_DIR) / "docs" / "input-rules.md"
MADE = re.compile(r"(?<=<!-- )(forms|tables)( of )(\w+)( -->\n\n).*?(?=\n\n<!-- end -->)", re.DOTALL)
OWN = ("core", "accounts", "inmates", "programs", "certification", "outcomes", "reports")
# The first that fits says what a field takes; the order is from the particular to the general.
KINDS: dict[type[forms.Field], str] = {
    ScanField: "PDF, JPEG or PNG",
    forms.FileField: "file",
    LocalDateField: "day",
    forms.DateTimeField: "moment",
    LocalTimeField: "time of day",
    forms.ModelMultipleChoiceField: "rows among those offered",
    forms.ModelChoiceField: "a row among those offered",
    forms.MultipleChoiceField: "several of those offered",
    forms.ChoiceField: "one of those offered",
    forms.UUIDField: "UUID",
    forms.BooleanField: "yes or no",
    forms.IntegerField: "whole number",
    ReasonField: f"reason of at least {settings.SHORTEST_REASON} characters",
    forms.CharField: "text",
}


def page(document: Path = DOCUMENT) -> str:
    """The complete document as it should be."""
    makers = {"forms": form_lines, "tables": table_lines}
    with translation.override("en"):
        return MADE.sub(
            lambda mark: "".join(mark.groups()) + "\n".join(makers[mark[1]](mark[3])),
            document.read_text(encoding="utf-8"),
        )


def form_lines(app: str) -> Iterator[str]:
    """A row for each field of each form of the app, in the order of modules."""
    # Forms come to be known with the views that show them.
    _ = get_resolver().url_patterns
    yield "| form | field | takes | |"
    yield "|---|---|---|---|"
    for form in sorted(forms_of(app), key=lambda one: (one.__module__, one.__qualname__)):
        name = f"`{form.__module__.removeprefix(app + '.')}.{form.__qualname__}`"
        for field, rules in form.base_fields.items():
            yield f"| {name} | `{field}` | {takes(rules)} | {'needed' if rules.required else ''} |"
            name = ""


def table_lines(app: str) -> Iterator[str]:
    """A line for each constraint of each table of the app; the names of constraints are sentences."""
    for model in sorted(apps.get_app_config(app).get_models(), key=lambda one: one.__name__):
        for rule in model._meta.constraints:
            yield f"- {rule.name.replace('_', ' ')}{_fields(rule)}"


def _fields(rule: models.BaseConstraint) -> str:
    fields = getattr(rule, "fields", ())
    return f" ({', '.join(f'`{field}`' for field in fields)})" if fields else ""


def takes(field: forms.Field) -> str:
    """What a field accepts, in words: kind, length or range."""
    if isinstance(field, forms.RegexField):
        return f"text like `{field.regex.pattern}`".replace("|", "\\|")
    kind = next((words for fits, words in KINDS.items() if isinstance(field, fits)), "checked by its own class")
    # The years of every day are the same.
    bounds = [] if isinstance(field, LocalDateField) else sorted(filter(None, map(_bound, field.validators)))
    return ", ".join([kind, *bounds])


def _bound(rule: Callable[[Any], None]) -> str:
    limit = getattr(rule, "limit_value", None)
    words = {
        validators.MaxLengthValidator: f"at most {limit} characters",
        validators.MinLengthValidator: f"at least {limit} characters",
        validators.MinValueValidator: f"from {limit}",
        validators.MaxValueValidator: f"to {limit}",
    }
    return next((text for kind, text in words.items() if isinstance(rule, kind)), "")


def forms_of(app: str) -> set[type[forms.Form]]:
    """The app's own forms that have fields."""
    found: set[type[forms.Form]] = set()
    waiting: list[type[forms.Form]] = [forms.Form]
    while waiting:
        for form in waiting.pop().__subclasses__():
            waiting.append(form)
            if form.__module__.partition(".")[0] == app and form.base_fields:
                found.add(form)
    return found
