import csv
import io
from datetime import time

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from core.models import AccessLogEntry
from programs.batches.models import BatchStaff
from tests.factories import BatchFactory, EnrollmentFactory, SessionFactory, UserFactory
from tests.factories.certification import mark_all
from tests.factories.hand_worked import hand_worked_class

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def worked(django_db_setup, django_db_blocker):
    with hand_worked_class(django_db_blocker) as worked:
        yield worked


def page(client, batch, user, name="batch_hours"):
    client.force_login(user)
    return client.get(reverse(f"programs:{name}", args=[batch.public_id]))


def logged(user):
    return list(AccessLogEntry.objects.filter(user_id=user.pk).values_list("kind", "subject"))


def test_the_page_shows_hours_and_sums(client, worked):
    response = page(client, worked.batch, worked.officer)

    table = response.context["table"]
    assert {row.enrollment.person.full_name: row.whole for row in table.rows} | {"Jumlah": table.whole} == worked.whole
    assert "23421 dari 29160 mnt" in response.text
    assert logged(worked.officer) == [("view", "hours per unit and person")]


@pytest.mark.parametrize(("kind", "read"), [("csv", "csv"), ("xlsx", "xlsx")])
def test_the_file_holds_the_figures_of_the_page(client, worked, kind, read):
    response = page(client, worked.batch, worked.officer, f"batch_hours_{kind}")

    rows = as_rows(response.content, kind)
    assert len(rows) == 18
    minutes = {row[0]: [int(float(cell)) for cell in row[1:11]] for row in rows[1:]}
    assert minutes == {
        name: [value for figure in [*worked.by_unit[name], whole] for value in (figure.held, figure.possible)]
        for name, whole in worked.whole.items()
    }
    assert logged(worked.officer) == [("export", f"hours per unit and person as {kind}")]


def as_rows(content, kind):
    if kind == "csv":
        return list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()


def test_a_name_in_the_file_is_never_a_formula(client):
    batch = BatchFactory()
    EnrollmentFactory(batch=batch, person__full_name="=cmd|' /C calc'!A0")
    officer = UserFactory(roles=["training_officer"], facility=batch.facility)

    rows = as_rows(page(client, batch, officer, "batch_hours_csv").content, "csv")

    assert rows[1][0] == "'=cmd|' /C calc'!A0"


def test_a_case_officer_reads_the_hours_of_own_wards_only(client):
    batch = BatchFactory()
    officer = UserFactory(roles=["case_officer"], facility=batch.facility)
    ward = EnrollmentFactory(batch=batch, person__case_officer=officer)
    EnrollmentFactory(batch=batch)

    table = page(client, batch, officer).context["table"]

    assert [row.enrollment for row in table.rows] == [ward]


def test_the_training_center_reads_nothing_of_custody(client):
    batch = BatchFactory()
    place = EnrollmentFactory(batch=batch)
    session = SessionFactory(batch=batch)
    mark_all(session, [place], code="court")
    teacher = UserFactory(roles=["instructor"], training_center=batch.training_center)
    BatchStaff.objects.create(batch=batch, user=teacher, duty="instructor")
    number = place.person.register_numbers.get().number

    texts = [page(client, batch, teacher, name).text for name in ("batch_hours", "batch_hours_csv")]

    assert all(place.person.full_name in text and number not in text and "idang" not in text for text in texts)


@pytest.mark.parametrize("count", [1, 30])
def test_the_page_asks_the_same_few_questions_for_one_and_for_thirty(client, django_assert_num_queries, count):
    batch = BatchFactory(capacity=30)
    client.force_login(UserFactory(roles=["training_officer"], facility=batch.facility))
    places = [EnrollmentFactory(batch=batch) for _ in range(count)]
    for hour in (8, 13):
        mark_all(SessionFactory(batch=batch, clock_time=time(hour)), places)

    with django_assert_num_queries(11):
        client.get(reverse("programs:batch_hours", args=[batch.public_id]))


def test_the_participant_page_shows_the_hours_by_unit(client, worked):
    teacher = UserFactory(roles=["blk_coordinator"], training_center=worked.batch.training_center)
    client.force_login(teacher)

    response = client.get(reverse("programs:participant_detail", args=[worked.places["Purnomo"].public_id]))

    (place,) = response.context["places"]
    assert [row.figures for row in place.hours] == worked.by_unit["Purnomo"]
    assert "720 dari 1440 mnt" in response.text
