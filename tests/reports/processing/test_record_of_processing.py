"""The record of processing: no field without class, basis and period; each side reads its own half."""

from datetime import date

import pytest
from django.apps import apps
from django.db.models import Model
from django.urls import reverse

from accounts import processing
from accounts.processing import OBLIGATION, TABLES, DataClass, Keeping, Purpose, describe
from accounts.roles import Side
from inmates.people.models import Person
from inmates.purposes import CUSTODY
from reports.processing import processing_paper, record_of_processing
from reports.retention import retention_periods
from reports.retention.record_kinds import KINDS
from tests.factories import TrainingCenterFactory, UserFactory
from tests.papers import pages

MODELS = [model for model in apps.get_models(include_auto_created=True) if model.__module__ != "tests"]
# What the center's half never says.
CUSTODY_WORDS = ("rutan", "lapas", "tahanan", "narapidana", "wbp", "napi", "hukuman", "registrasi", "blok")


def joins(model: type[Model]) -> bool:
    """A table that only joins two others holds nothing that these do not say."""
    return bool(model._meta.auto_created)


@pytest.mark.parametrize("model", [model for model in MODELS if not joins(model)], ids=lambda model: model._meta.label)
def test_every_field_has_a_class_a_basis_and_a_period(model):
    kept = TABLES[model]
    fields = {field.name for field in (*model._meta.fields, *model._meta.many_to_many)}

    assert set(kept.fields) == fields
    assert kept.purpose.basis
    assert kept.keeping.label


def test_tables_of_a_dated_period_are_those_that_are_destroyed():
    destroyed = {model for kind in KINDS.values() for model in kind.tables}
    dated = {model for model, kept in TABLES.items() if kept.keeping == Keeping.DATED}

    assert destroyed == dated


def test_a_field_of_two_classes_or_a_table_twice_is_refused(monkeypatch):
    purpose = Purpose(Side.BOTH, "a", "b", "c", OBLIGATION, "d")
    with pytest.raises(ValueError, match="one class only"):
        describe(Person, purpose, Keeping.USE, identity="photo", words="photo")
    with pytest.raises(ValueError, match="described already"):
        describe(Person, purpose, Keeping.USE, identity="photo")
    assert processing.TABLES[Person].has(DataClass.HEALTH) == 1


@pytest.mark.django_db
def test_the_period_is_that_of_the_office(auditor):
    retention_periods.set_period("custody", by=auditor, months=18, basis="JRA kementerian 2026")

    found = {activity.purpose: activity for activity in record_of_processing.activities(auditor.facility)}

    custody = next(line for line in found[CUSTODY].lines if line.data_class == DataClass.CUSTODY)
    assert [(period.code, period.months) for period in custody.periods] == [
        ("custody", 18),
        ("imports", 24),
        ("import_rows", 2),
    ]
    assert custody.is_specific


@pytest.mark.django_db
def test_each_side_reads_its_own_half(auditor):
    center = TrainingCenterFactory()
    of_facility, of_center = map(record_of_processing.activities, (auditor.facility, center))

    sides = [{activity.purpose.side for activity in found} for found in (of_facility, of_center)]
    assert sides == [{Side.FACILITY, Side.BOTH}, {Side.CENTER, Side.BOTH}]
    classes = [{line.data_class for activity in found for line in activity.lines} for found in (of_facility, of_center)]
    assert (DataClass.CUSTODY in classes[0], DataClass.CUSTODY in classes[1]) == (True, False)
    assert (DataClass.OUTCOME in classes[1], DataClass.CONTACT in classes[1]) == (True, True)


@pytest.mark.django_db
def test_pages_and_papers_of_the_center_say_nothing_of_custody(client):
    user = UserFactory(roles=["auditor"], training_center=TrainingCenterFactory(name="BLK", official_name="UPTD BLK"))
    client.force_login(user)

    page = client.get(reverse("reports:processing")).content.decode()
    paper = client.get(reverse("reports:processing_print"))

    main = page[page.index("<main") : page.index("</main>")].lower()
    printed = " ".join(pages(paper.content)).lower()
    assert [word for word in CUSTODY_WORDS if word in main or word in printed] == []
    assert "tindak lanjut" in printed


@pytest.mark.django_db
def test_the_paper_names_every_activity(auditor):
    found = record_of_processing.activities(auditor.facility)

    told = processing_paper.words(auditor, on=date(2026, 11, 23))

    assert len(told["activities"]) == len(found)
    assert pages(processing_paper.PAPER.print(told))
