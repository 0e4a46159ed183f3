"""Days and choices as people type them, or as somebody sends them without the page."""

from datetime import date, time

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.urls import get_resolver, reverse

from accounts.models import User
from core.forms import LocalDateField, LocalTimeField, SearchField, SeveralField
from core.headers import LONGEST_ADDRESS
from tests.factories import UserFactory


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("02/09/2027", date(2027, 9, 2)),
        ("2-9-2027", date(2027, 9, 2)),
        ("2027-09-02", date(2027, 9, 2)),
        ("01/01/1900", date(1900, 1, 1)),
        ("31/12/2199", date(2199, 12, 31)),
    ],
)
def test_day_is_read_as_offices_write_it(typed, day):
    assert LocalDateField().clean(typed) == day


@pytest.mark.parametrize("typed", ["31/11/2026", "30/02/2026", "29.2.2027", "1-13-2026", "2026-02-30", " 31/04/2026 "])
def test_day_that_does_not_exist_is_refused_in_its_own_words(typed):
    """Regression: the page asked to write day/month/year, as it was written."""
    with pytest.raises(ValidationError, match="Tanggal ini tidak ada"):
        LocalDateField().clean(typed)


@pytest.mark.parametrize("typed", ["besok", "2026", "1/2", "31/12/26", "1/2-2026"])
def test_what_is_no_date_is_told_how_to_write_one(typed):
    with pytest.raises(ValidationError, match="hari/bulan/tahun"):
        LocalDateField().clean(typed)


@pytest.mark.parametrize("typed", ["31/12/1899", "01/01/2200", "01/01/0001", "31/12/9999"])
def test_year_that_cannot_be_meant_is_refused(typed):
    with pytest.raises(ValidationError, match="1900"):
        LocalDateField().clean(typed)


@pytest.mark.parametrize(
    ("typed", "hour"),
    [("8", time(8)), ("08.00", time(8)), ("0800", time(8)), ("8:05", time(8, 5)), ("1330", time(13, 30))],
)
def test_hour_is_read_as_offices_write_it(typed, hour):
    assert LocalTimeField().clean(f" {typed} ") == hour


@pytest.mark.parametrize("typed", ["24", "0860", "08000", "²", "pagi"])
def test_what_is_no_hour_is_told_how_to_write_one(typed):
    with pytest.raises(ValidationError, match="jam dan menit"):
        LocalTimeField().clean(typed)


@pytest.mark.django_db
def test_several_are_chosen_of_those_offered():
    one, other = UserFactory(), UserFactory()
    field = SeveralField(queryset=User.objects.filter(pk=one.pk))

    assert list(field.clean([str(one.pk)])) == [one]
    for wrong in (str(other.pk), "9" * 26, "x", "-1"):
        with pytest.raises(ValidationError) as refused:
            field.clean([wrong])
        assert refused.value.code in ("invalid_choice", "invalid_pk_value")


def test_words_to_look_for_are_cut():
    assert SearchField().clean("  " + "siti " * 20_000) == ("siti " * 20).strip()


def _kinds(base):
    for kind in base.__subclasses__():
        yield kind
        yield from _kinds(kind)


def test_every_search_is_cut():
    # Forms are known once the pages that show them are.
    assert get_resolver().url_patterns
    kinds = [kind for kind in _kinds(forms.Form) if not kind.__module__.startswith("tests.")]
    declared = {kind: kind.base_fields["q"] for kind in kinds if "q" in kind.base_fields}

    assert len(declared) > 5
    assert {kind.__name__ for kind, field in declared.items() if not isinstance(field, SearchField)} == set()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("role", "page"),
    [
        ("registrar", "inmates:list"),
        ("registrar", "programs:batch_list"),
        ("training_officer", "programs:unit_list"),
        ("auditor", "reports:audit_list"),
    ],
)
def test_pasted_text_finds_nothing_and_breaks_nothing(sign_in, role, page):
    # Two of them are as much as an address may bear.
    pasted = "x" * (LONGEST_ADDRESS // 2 - 100)

    assert sign_in(UserFactory(roles=[role])).get(reverse(page), {"q": pasted, "actor": pasted}).status_code == 200
