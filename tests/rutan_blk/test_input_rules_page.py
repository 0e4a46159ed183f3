"""The page of what may be typed: made from the code, and held to it."""

import pytest
from django import forms
from django.apps import apps
from django.core.management import CommandError, call_command

from core.command_forms import NumberField, ReasonField
from core.forms import LocalDateField, ScanField
from rutan_blk import input_rules_page
from rutan_blk.input_rules_page import takes


def test_the_page_in_the_repository_is_that_of_the_code():
    call_command("input_rules_page", check=True)


def test_every_app_with_forms_or_tables_of_its_own_is_on_it():
    text = input_rules_page.DOCUMENT.read_text(encoding="utf-8")

    own = {config.label for config in apps.get_app_configs() if any(config.get_models())} & set(input_rules_page.OWN)
    assert {mark[3] for mark in input_rules_page.MADE.finditer(text)} == own == set(input_rules_page.OWN)


@pytest.mark.parametrize(
    ("field", "words"),
    [
        (forms.CharField(max_length=40, min_length=3), "text, at least 3 characters, at most 40 characters"),
        (NumberField(min_value=1, max_value=9), "whole number, from 1, to 9"),
        (LocalDateField(), "day"),
        (ScanField(), "PDF, JPEG or PNG"),
        (ReasonField(), "reason of at least 10 characters, at most 200 characters"),
        (forms.TypedChoiceField(choices=[]), "one of those offered"),
        (forms.TypedMultipleChoiceField(choices=[]), "several of those offered"),
        (forms.RegexField(r"a|b"), r"text like `a\|b`"),
        (forms.Field(), "checked by its own class"),
    ],
)
def test_a_field_is_told_in_words(field, words):
    assert takes(field) == words


def test_a_page_that_is_not_that_of_the_code_is_told_and_mended(tmp_path):
    document = tmp_path / "rules.md"
    document.write_text("Before.\n\n<!-- tables of core -->\n\nold\n\n<!-- end -->\n\nAfter.\n")

    with pytest.raises(CommandError, match="make permissions"):
        call_command("input_rules_page", check=True, document=document)
    call_command("input_rules_page", document=document)

    text = document.read_text()
    assert (text.startswith("Before.\n"), text.endswith("After.\n"), "\nold\n" in text) == (True, True, False)
    assert "\n- " in text
