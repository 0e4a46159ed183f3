"""A list of another office is not taken in one click: it lacks nearly everybody who is in custody here."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import translation

from core.errors import RuleViolation
from core.models import AuditEvent, Job
from inmates.imports import acceptance, uploads
from inmates.imports.list_comparison import CHUNK
from inmates.imports.reading import Field
from inmates.imports.strange_lists import Strangeness, strangeness
from inmates.inbox.models import InboxTask
from inmates.people.models import Person
from tests.factories import FacilityFactory
from tests.inmates.imports.samples import sheet

pytestmark = pytest.mark.django_db


def others(count):
    return [
        {"Nama": f"Warga Lain {n}", "No. Registrasi": f"A.III {n}/2020", "Tgl Lahir": "04/04/1980"}
        for n in range(1, count + 1)
    ]


OTHERS = others(3)


def rows(first, last):
    return [
        {"Nama": f"Orang Contoh {n}", "No. Registrasi": f"B.I {n}/2024", "Tgl Lahir": f"{n % 28 + 1:02}/03/1990"}
        for n in range(first, last + 1)
    ]


@pytest.fixture
def facility():
    return FacilityFactory(code="RTN-RTU")


@pytest.fixture
def compare(facility, registrar):
    def compare(*people):
        found = uploads.receive(sheet(*people), facility=facility, by=registrar)
        mapping = {head["index"]: Field(head["field"]) for head in found.headers if head["field"]}
        return uploads.map_columns(found, by=registrar, mapping=mapping, in_background=False)

    return compare


@pytest.fixture
def office(compare, registrar):
    """Twenty-six people in custody."""
    acceptance.accept(compare(*rows(1, 26)), by=registrar)


def accept_url(found):
    return reverse("inmates:import_accept", args=[found.public_id])


@pytest.mark.usefixtures("office")
@pytest.mark.parametrize(
    ("people", "strange"),
    [
        (rows(1, 26), None),
        (rows(6, 26), None),
        (rows(7, 26), Strangeness(missing=6, people=26)),
        (rows(26, 26), Strangeness(missing=25, people=26)),
        (OTHERS, Strangeness(missing=26, people=26)),
        ([*OTHERS, *rows(1, 26)], None),
    ],
)
def test_list_is_strange_when_it_lacks_more_than_a_fifth_and_more_than_five(compare, people, strange):
    assert strangeness(compare(*people)) == strange


@pytest.mark.parametrize(
    ("missing", "people", "sentence"),
    [
        (1, 1, "The only person in custody here is not in the file. Is it the file of another facility?"),
        (9, 9, "Not one of the 9 people in custody here is in the file. Is it the file of another facility?"),
        (
            6,
            20,
            (
                "6 of 20 people in custody here are not in the file. Is it the file of another facility, or only a "
                "part of the list?"
            ),
        ),
    ],
)
def test_question_says_whether_nobody_or_only_some_are_in_the_file(missing, people, sentence):
    with translation.override("en"):
        assert Strangeness(missing, people).sentence == sentence


def test_first_list_of_an_empty_office_is_not_strange(compare):
    assert strangeness(compare(*OTHERS)) is None


def test_small_office_may_lack_many_but_not_all(compare, registrar):
    acceptance.accept(compare(*rows(1, 3)), by=registrar)

    assert strangeness(compare(*rows(1, 1))) is None
    assert strangeness(compare(*OTHERS)) == Strangeness(missing=3, people=3)


@pytest.mark.usefixtures("office")
@pytest.mark.parametrize("confirmed", [None, 0, 25, 27])
def test_strange_list_is_refused_by_the_rule_without_the_right_number(compare, registrar, confirmed):
    found, events = compare(*OTHERS), AuditEvent.objects.count()

    with pytest.raises(RuleViolation) as refusal:
        acceptance.start(found, by=registrar, confirmed=confirmed)

    assert [reason.code for reason in refusal.value.reasons] == ["strange"]
    assert (Person.objects.count(), InboxTask.objects.count(), AuditEvent.objects.count()) == (26, 0, events)


@pytest.mark.usefixtures("office")
def test_long_strange_list_starts_no_job(compare, registrar):
    found = compare(*others(CHUNK + 1))

    with pytest.raises(RuleViolation):
        acceptance.start(found, by=registrar)

    assert not Job.objects.exists()


@pytest.mark.usefixtures("office")
def test_page_asks_for_the_number_and_takes_the_list_with_it(sign_in, compare, registrar):
    client, found = sign_in(registrar), compare(*OTHERS)

    page = client.get(reverse("inmates:import_detail", args=[found.public_id])).content.decode()
    one_click = client.post(accept_url(found))
    wrong = client.post(accept_url(found), {"confirmed": "3"})
    after_refusals = Person.objects.count()
    right = client.post(accept_url(found), {"confirmed": "26"})

    sentence = "Berkas ini tidak memuat seorang pun dari 26 orang di kantor ini. Berkas dari UPT lain?"
    assert [sentence in text for text in (page, one_click.content.decode(), wrong.content.decode())] == [True] * 3
    assert (one_click.status_code, wrong.status_code, after_refusals) == (422, 422, 26)
    assert right.url == reverse("inmates:import_detail", args=[found.public_id])
    assert Person.objects.count() == 29


@pytest.mark.usefixtures("office")
def test_command_takes_a_strange_list_with_the_number_only(tmp_path):
    path = tmp_path / "daftar.csv"
    path.write_bytes(sheet(*OTHERS))

    with pytest.raises(CommandError, match="Berkas ini tidak memuat seorang pun dari 26 orang"):
        call_command("import_people", path, facility="RTN-RTU", accept=True, stdout=StringIO())
    call_command("import_people", path, facility="RTN-RTU", accept=True, missing=26, stdout=StringIO())

    assert Person.objects.count() == 29
