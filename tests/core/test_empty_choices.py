"""A list in which nothing is chosen yet says so with one word, in whatever form it stands."""

from collections.abc import Iterator

from django import forms
from django.urls import get_resolver

from core.forms import CHOOSE

OURS = {"core", "accounts", "inmates", "programs", "certification", "reports"}


def form_classes(of=forms.BaseForm) -> Iterator[type[forms.BaseForm]]:
    for found in of.__subclasses__():
        if found.__module__.partition(".")[0] in OURS:
            yield found
        yield from form_classes(found)


def empty_words(field: forms.Field) -> list[str]:
    """What the empty line of the list reads, if it has one."""
    if isinstance(field, forms.ModelChoiceField):
        return [] if field.empty_label is None else [str(field.empty_label)]
    return [str(label) for value, label in getattr(field, "choices", []) if value in ("", None)]


def test_no_form_has_an_empty_choice_without_a_word():
    # Reads every address, and with it every form that stands behind one.
    assert get_resolver().url_patterns

    lists = {
        f"{form.__module__}.{form.__name__}.{name}": empty_words(field)
        for form in form_classes()
        for name, field in form.base_fields.items()
        if isinstance(field, forms.ChoiceField)
    }

    wordless = {name: words for name, words in lists.items() if any(not any(map(str.isalpha, one)) for one in words)}
    assert wordless == {}
    assert sum(str(CHOOSE) in words for words in lists.values()) >= 10
