"""People, programs and codes as they occur, on every paper that names them and in every symbol that proves it."""

import json

import pytest
from django.urls import reverse
from hypothesis import given

from certification.assessment import batch_sign_off, minutes_words
from certification.certificates import expected_papers, preparation
from certification.register.models import Certificate
from certification.verification import base45, signed_facts
from inmates.custody.custody_words import custody_words
from programs.attendance import roll_sheets
from programs.batches.models import Batch, BatchStaff
from programs.offline import packs
from reports.subject_file import data_requests
from reports.subject_file.collected import collect
from reports.subject_file.paper import as_pdf
from reports.subject_file.portable import as_json
from tests.conftest import MONDAY
from tests.factories import EnrollmentFactory, SessionFactory, UserFactory
from tests.factories.certification import assess_all, class_of, staff
from tests.papers import pages
from tests.world.names import KINDS
from tests.world.names import name as a_name
from tests.world.strategies import Random, examples, names_of_world, program_names_of_world, texts
from tests.world.walking import bounded

LONGEST_KIND = "long"


@examples(4)
@given(names_of_world(), program_names_of_world())
def test_signed_facts_say_what_stands_on_the_paper_and_are_found_at_once(name, program):
    words = {
        "number": "563/0011/BLK-TPN/2026",
        "holder": {"name": name},
        "program": {"name": program},
        "issued_on": "2026-11-23",
        "total_hours": "160",
        "units": ["C.24LAS01.001.1"] * 4,
        "check": {},
    }

    with bounded(2):
        text = signed_facts.draft(words)["check"]["signed"]

    facts = json.loads(base45.decode(text.removeprefix(signed_facts.PREFIX))[64:])
    assert facts[3:6] == ["563/0011/BLK-TPN/2026", name, program]
    assert custody_words(text) == []
    assert text == " ".join(text.split())


@pytest.mark.django_db
@examples()
@given(texts(60))
def test_check_page_answers_whatever_is_asked(client, code):
    answer = client.get(reverse("certification:check_start"), {"kode": code})

    assert answer.status_code in (200, 302)
    if answer.status_code == 302:
        assert answer["Location"].startswith("/c/")


@pytest.fixture
def lifelike():
    """A class that is over, with one person of each kind of name."""
    batch = class_of(len(KINDS), state=Batch.State.FINISHED, name="Angkatan II – “Jum'at” & Co. <1>")
    random = Random(7)
    for place, kind in zip(batch.enrollments.order_by("pk"), KINDS, strict=True):
        place.person.set_name(a_name(random, kind))
        place.person.save()
    return batch


@pytest.mark.once
@pytest.mark.django_db
def test_rolls_minutes_and_device_name_everybody_of_a_class(lifelike):
    names = list(lifelike.enrollments.values_list("person__full_name", flat=True))
    assess_all(lifelike)
    coordinator = staff(lifelike.training_center, "blk_coordinator")
    officer = UserFactory(roles=["training_officer"], facility=lifelike.facility)
    session = lifelike.sessions.first()

    signed = batch_sign_off.sign_off(lifelike, by=coordinator, number="BA-1/2026")
    papers = {
        "session": roll_sheets.session_sheet(session, by=officer),
        "week": roll_sheets.week_sheet(session, by=officer),
        "minutes": minutes_words.minutes_pdf(signed.minutes, signed.batch.training_center),
    }

    assert {paper: missing(names, content) for paper, content in papers.items()} == {paper: [] for paper in papers}


@pytest.mark.django_db
def test_device_without_network_names_everybody_as_written():
    session = SessionFactory()
    BatchStaff.objects.create(batch=session.batch, user=session.instructor, duty=BatchStaff.Duty.INSTRUCTOR)
    names = [a_name(Random(7), kind) for kind in KINDS]
    for name in names:
        EnrollmentFactory(batch=session.batch, person__full_name=name)

    kept = packs.contents(packs.pack(by=session.instructor))

    assert sorted(person["name"] for one in kept["sessions"] for person in one["people"]) == sorted(names)


@pytest.mark.once
@pytest.mark.django_db
def test_certificate_and_subject_file_name_their_person(lifelike):
    assess_all(lifelike)
    batch_sign_off.sign_off(lifelike, by=staff(lifelike.training_center, "blk_coordinator"), number="BA-1/2026")
    preparation.prepare_batch(lifelike, by=staff(lifelike.training_center, "certificate_officer"))
    by_kind = dict(zip(KINDS, Certificate.objects.order_by("enrollment"), strict=True))
    auditor = UserFactory(roles=["auditor"], facility=lifelike.facility)

    for kind in (LONGEST_KIND, "marks"):
        person = by_kind[kind].enrollment.person
        asked = data_requests.receive(
            person, by=auditor, asker="self", received_at=MONDAY, reason="Meminta salinan data"
        )
        file = collect(asked, by=auditor)

        assert missing([person.full_name], expected_papers.preview_pdf(by_kind[kind])) == []
        assert missing([person.full_name], as_pdf(file)) == []
        assert person.full_name in as_json(file).decode()


def missing(names: list[str], pdf: bytes) -> list[str]:
    """The names that do not stand on the paper; where a line ends makes no difference, nor do capitals."""
    printed = bare("".join(pages(pdf)))
    return [name for name in names if bare(name) not in printed]


def bare(text: str) -> str:
    return "".join(text.casefold().split())
