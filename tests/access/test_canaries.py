"""What one half alone may know stands on no page, file or paper that anybody else can open.

Every text of a half is replaced by words that stand nowhere else; then each role opens all that it may open.
"""

import pytest
from django.apps import apps
from django.db import models

from accounts.roles import SIDES, Role, Side
from outcomes.followup import withdrawal
from outcomes.followup.models.consents import Consent
from outcomes.followup.models.contacts import Contact
from outcomes.followup.models.job_words import JobWord
from outcomes.followup.models.outcomes import Outcome
from tests.access.pages import LED_ELSEWHERE, PUBLIC, address
from tests.access.reading import Readers, opened, text_of
from tests.factories.followup import OutcomeFactory

pytestmark = [pytest.mark.once, pytest.mark.usefixtures("without_a_log")]

NUMBER = "081299887766"
CUSTODY, AFTER, GONE = "kenari tembaga", "kenari perunggu", "kenari perak"
# Subjects whose texts one half alone may read. What is known of getting ready to leave and of plans both may.
HALVES = {
    CUSTODY: ("inmates.custody.", "inmates.imports.", "outcomes.aids.models.FacilityAid"),
    AFTER: ("outcomes.followup.", "outcomes.needs.", "outcomes.placement.", "outcomes.aids.models.CenterAid"),
}
# Who reads nothing of the half: the side that has it, and whoever answers for all data of an office.
FORBIDDEN_TO = {
    CUSTODY: (Side.CENTER, Side.REGION, Side.PROBATION),
    AFTER: (Side.FACILITY, Side.REGION, Side.PROBATION, Side.BOTH),
}
# Read by programs: a canary there would only be refused.
READ_BY_PROGRAMS = {
    "person_hash",
    "text_version",
    "proof_code",
    "rule_version",
    "pin_hash",
    "pin_sealed",
    "file_sha256",
    "sealed_table",
    "value_sealed",
    "telephone_sealed",
    "field",
    "scan",
    "begins",
    "number_key",
    "register_key",
}
SHORTEST = len(AFTER)


def plant() -> dict[str, int]:
    """Replaces every text of each half that people write; answers how many columns of rows have a canary."""
    planted = dict.fromkeys(HALVES, 0)
    Outcome.objects.update(occupation="?", suggestion="?")
    Contact.objects.usable().update(label="?")
    for canary, subjects in HALVES.items():
        # Words of jobs are about nobody, and no two are the same.
        for model in set(apps.get_models()) - {JobWord}:
            if f"{model.__module__}.{model.__name__}".startswith(subjects):
                names = [field.name for field in model._meta.concrete_fields if is_written(field)]
                for name in names:
                    planted[canary] += model._base_manager.exclude(**{name: ""}).update(**{name: canary})
    for contact in Contact.objects.usable():
        contact.set_value(NUMBER)
        contact.save()
    return planted


def is_written(field: models.Field) -> bool:
    """Whether people write this text, in words and not as a code."""
    is_text = isinstance(field, models.CharField | models.TextField) and not isinstance(field, models.FileField)
    if not is_text or field.choices or field.unique or field.name in READ_BY_PROGRAMS:
        return False
    return field.max_length is None or field.max_length >= SHORTEST


@pytest.mark.parametrize("role", Role)
def test_nobody_reads_a_word_of_the_other_half(world, printed, role):
    # One person with both halves: else a page that leads from one to the other had nothing to tell.
    OutcomeFactory(consent=Consent.objects.live().get(person=world.person, training_center=world.center))
    planted = plant()
    assert min(planted.values()) > 10, planted
    forbidden = [canary for canary, sides in FORBIDDEN_TO.items() if SIDES[role] in sides]
    if AFTER in forbidden:
        forbidden.append(NUMBER)

    found = [
        f"{canary} on {name}"
        for name, text in opened(world, world.client_of(world.users[role]), role, printed)
        for canary in forbidden
        if canary in text
    ]

    assert found == []


@pytest.mark.parametrize(
    ("role", "name", "canary"),
    [
        (Role.REGISTRAR, "inmates:detail", CUSTODY),
        (Role.PLACEMENT_OFFICER, "outcomes:consent_detail", AFTER),
        (Role.PLACEMENT_OFFICER, "outcomes:vacancy_detail", AFTER),
        (Role.TRAINING_OFFICER, "outcomes:aid_list", CUSTODY),
        (Role.PLACEMENT_OFFICER, "outcomes:aid_person", AFTER),
    ],
)
def test_the_canaries_stand_where_the_own_half_reads_them(world, printed, role, name, canary):
    plant()

    assert canary in text_of(world.client_of(world.users[role]).get(address(name, world, role)))


def test_the_training_centers_data_protection_officer_reads_nothing_of_custody(world, printed):
    plant()
    user = world.center_users[Role.AUDITOR]

    found = [name for name, text in opened(world, world.client_of(user), Role.AUDITOR, printed) if CUSTODY in text]

    assert found == []


def test_after_a_withdrawal_no_page_paper_or_file_says_a_word_of_it(world, printed):
    Outcome.objects.update(occupation=GONE, suggestion=GONE, employer=GONE, place=GONE)
    Contact.objects.usable().update(label=GONE)
    for contact in Contact.objects.usable():
        contact.set_value(NUMBER)
        contact.save()
    who = Readers(world, printed, *Side)
    before = {name for name, text in who.read().items() if GONE in text or NUMBER in text}
    assert {"outcomes:consent_detail as placement_officer"} <= before

    for consent in Consent.objects.live():
        withdrawal.withdraw(consent, by=None, channel="holder_page")

    assert [name for name, text in who.read().items() if GONE in text or NUMBER in text] == []


def test_strangers_read_neither(world, client):
    plant()
    for name in sorted(PUBLIC - LED_ELSEWHERE - {"core:theme_change"}):
        text = text_of(client.get(address(name, world)))
        assert [canary for canary in (CUSTODY, AFTER, NUMBER) if canary in text] == [], name
