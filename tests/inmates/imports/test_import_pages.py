"""The pages of an import: what a refusal says, what a message says, and what a stranger finds."""

import re
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core.models import AuditEvent
from core.uploads import InMemoryOnlyUploadHandler
from inmates.imports import acceptance, uploads
from inmates.imports.models import ImportRow, SpreadsheetImport
from inmates.imports.reading import Field
from inmates.imports.reading.refusals import RefusalCode
from inmates.people.models import Person
from tests.factories import UserFactory
from tests.inmates.imports.samples import people, sheet

pytestmark = pytest.mark.django_db


@pytest.fixture
def received(facility, registrar):
    return uploads.receive(people(3), facility=facility, by=registrar)


@pytest.fixture
def compared(received, registrar):
    mapping = {head["index"]: Field(head["field"]) for head in received.headers if head["field"]}
    return uploads.map_columns(received, by=registrar, mapping=mapping, in_background=False)


def url(name, found):
    return reverse(f"inmates:{name}", args=[found.public_id])


def text_of(answer):
    return re.sub(r"\s+", " ", answer.content.decode())


@pytest.mark.parametrize("name", ["import_mapping", "import_detail"])
def test_import_of_another_facility_is_not_found(sign_in, compared, name):
    stranger = UserFactory(roles=["registrar"])

    assert sign_in(stranger).get(url(name, compared)).status_code == 404


@pytest.mark.parametrize("name", ["import_choose", "import_accept", "import_undo", "import_discard"])
def test_step_on_an_import_of_another_facility_is_not_found_and_does_nothing(sign_in, compared, name):
    stranger, events = UserFactory(roles=["registrar"]), AuditEvent.objects.count()

    answer = sign_in(stranger).post(url(name, compared))

    compared.refresh_from_db()
    assert (answer.status_code, compared.state) == (404, "compared")
    assert (Person.objects.count(), AuditEvent.objects.count()) == (0, events)


@pytest.mark.parametrize("name", ["import_choose", "import_accept", "import_undo", "import_discard"])
def test_step_is_taken_by_its_form_only(sign_in, compared, registrar, name):
    answer = sign_in(registrar).get(url(name, compared))

    assert (answer.status_code, Person.objects.count()) == (405, 0)


def test_list_holds_the_imports_of_the_own_facility(sign_in, compared, registrar):
    other = UserFactory(roles=["registrar"])
    uploads.receive(people(1), facility=other.facility, by=other)

    page = sign_in(registrar).get(reverse("inmates:import_list"))

    assert [row.pk for row in page.context["page"].rows] == [compared.pk]


def test_choice_is_told_in_numbers(sign_in, compared, registrar):
    first, second, third = compared.rows.order_by("sheet_row").values_list("pk", flat=True)

    answer = sign_in(registrar).post(
        url("import_choose", compared), {"shown": [first, second, third], "row": [first, third]}, follow=True
    )

    assert "2" in text_of(answer).split("Pilihan Anda", 1)[-1][:80]
    assert list(compared.rows.filter(is_chosen=True).values_list("pk", flat=True)) == [first, third]


def test_keys_that_are_no_rows_of_the_import_choose_nothing(sign_in, compared, registrar):
    other = uploads.receive(people(1), facility=registrar.facility, by=registrar)
    foreign = ImportRow.objects.create(spreadsheet_import=other, kind="new", sheet_row=2)

    shown = [foreign.pk, "x", "-1", "²", "9" * 30]
    sign_in(registrar).post(url("import_choose", compared), {"shown": shown, "row": ["x"]})

    foreign.refresh_from_db()
    assert foreign.is_chosen
    assert compared.rows.filter(is_chosen=True).count() == 3


def test_accepting_twice_is_refused_on_a_page_of_its_own(sign_in, compared, registrar):
    client = sign_in(registrar)
    first = client.post(url("import_accept", compared), follow=True)
    events = AuditEvent.objects.count()

    second = client.post(url("import_accept", compared))

    assert (first.status_code, second.status_code) == (200, 422)
    assert (Person.objects.count(), AuditEvent.objects.count()) == (3, events)


def test_undoing_what_was_never_accepted_is_refused(sign_in, compared, registrar):
    answer = sign_in(registrar).post(url("import_undo", compared))

    assert answer.status_code == 422
    assert SpreadsheetImport.objects.get().state == "compared"


def test_discarded_import_leads_back_to_the_list(sign_in, compared, registrar):
    answer = sign_in(registrar).post(url("import_discard", compared))

    compared.refresh_from_db()
    assert answer["Location"] == reverse("inmates:import_list")
    assert (compared.state, compared.sealed_table, compared.rows.count()) == ("discarded", "", 0)


def test_accepted_import_is_not_discarded(sign_in, compared, registrar):
    acceptance.accept(compared, by=registrar)

    answer = sign_in(registrar).post(url("import_discard", compared))

    assert (answer.status_code, Person.objects.count()) == (422, 3)


def test_page_offers_undoing_only_of_what_was_accepted(sign_in, compared, registrar):
    client = sign_in(registrar)
    before = client.get(url("import_detail", compared))
    acceptance.accept(compared, by=registrar)
    after = client.get(url("import_detail", compared))

    assert [reason.code for reason in before.context["undo_reasons"]] == ["state"]
    assert after.context["undo_reasons"] == []
    assert [reason.code for reason in after.context["accept_reasons"]] == ["state"]
    assert not after.context["may_discard"]


def test_mapping_page_is_closed_once_the_import_is_settled(sign_in, compared, registrar):
    acceptance.accept(compared, by=registrar)

    assert sign_in(registrar).get(url("import_mapping", compared)).context["is_open"] is False


def test_upload_without_a_file_asks_for_one(sign_in, registrar):
    answer = sign_in(registrar).post(reverse("inmates:import_new"))

    assert answer.status_code == 422
    assert answer.context["form"].errors["file"]
    assert not SpreadsheetImport.objects.exists()


@pytest.mark.parametrize(
    "name", ["daftar.csv", "a" * 300 + ".csv", "../../etc/passwd", "daftar;rm -rf.csv", "napi\u202ecsv.exe", "<b>.csv"]
)
def test_name_of_the_file_is_neither_kept_nor_shown(sign_in, registrar, name):
    upload = SimpleUploadedFile(name, sheet({}), "text/csv")

    answer = sign_in(registrar).post(reverse("inmates:import_new"), {"file": upload}, follow=True)

    assert answer.status_code == 200
    assert SpreadsheetImport.objects.get().sheet_rows == 1
    assert name not in answer.content.decode()


@pytest.mark.parametrize("kind", ["text/html", "application/x-msdownload", "image/png", ""])
def test_type_that_the_browser_claims_is_not_asked(sign_in, registrar, kind):
    upload = SimpleUploadedFile("daftar.bin", sheet({}), kind)

    sign_in(registrar).post(reverse("inmates:import_new"), {"file": upload})

    assert SpreadsheetImport.objects.get().sheet_rows == 1


def test_uploading_the_same_form_twice_makes_one_import(sign_in, registrar):
    token = "6d9b46a5-26b9-4dfd-8d1a-86b7e8d0a6f4"
    client = sign_in(registrar)

    answers = [
        client.post(
            reverse("inmates:import_new"),
            {"file": SimpleUploadedFile("daftar.csv", sheet({}), "text/csv"), "idempotency_token": token},
        )
        for _ in range(2)
    ]

    assert answers[0]["Location"] == answers[1]["Location"]
    assert SpreadsheetImport.objects.count() == 1


def test_nik_is_shown_nowhere_on_the_pages_of_an_import(sign_in, registrar, facility):
    nik = "6305010302940001"
    found = uploads.receive(sheet({"NIK": nik}), facility=facility, by=registrar)
    mapping = {head["index"]: Field(head["field"]) for head in found.headers if head["field"]}
    found = uploads.map_columns(found, by=registrar, mapping=mapping, in_background=False)
    client = sign_in(registrar)

    texts = [client.get(url(name, found)).content.decode() for name in ("import_mapping", "import_detail")]

    assert [text for text in texts if nik in text] == []


def test_a_file_that_is_too_large_is_refused_in_words_when_nothing_else_is_sent(sign_in, registrar, settings):
    """The token in a header, so that a body that was cut off has no field at all."""
    settings.MAX_UPLOAD_BYTES = 1024
    file = SimpleUploadedFile("daftar.csv", b"x" * 2 * InMemoryOnlyUploadHandler.ROOM, "text/csv")

    address, headers = reverse("inmates:import_new"), {"X-Idempotency-Token": str(uuid.uuid4())}
    answer = sign_in(registrar).post(address, {"file": file}, headers=headers)

    assert answer.status_code == 422
    assert str(RefusalCode.TOO_LARGE.label) in text_of(answer)
