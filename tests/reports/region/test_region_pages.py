"""What a regional office reads: figures of its own facilities, without names, in few statements."""

import csv
import io
from datetime import date, timedelta

import openpyxl
import pytest
from django.urls import reverse

from core import clock
from core.models import AccessLogEntry
from programs.batches.models import Batch
from programs.catalog.models import Vocation
from reports.region.models import FacilityCount, MonthSum
from reports.region.region_counting import count_facility
from tests.conftest import MONDAY
from tests.factories import BatchFactory, EnrollmentFactory, FacilityFactory, PersonFactory, UserFactory

pytestmark = pytest.mark.django_db
REGION = "Kalimantan Selatan"
OVERVIEW = "/wilayah/"


def sums(facility, vocation, month=date(2026, 11, 1), **fields):
    return MonthSum.objects.create(
        facility=facility, month=month, vocation=vocation, **{"fund": "apbd", "sex": "L", **fields}
    )


def counted(facility, people=200, *, days=0, **fields):
    day = MONDAY.date()
    found = {"last_roll_on": day - timedelta(days=days), "rolls_due": 10, "rolls_closed": 8, **fields}
    return FacilityCount.objects.create(facility=facility, day=day, counted_at=MONDAY, people=people, **found)


@pytest.fixture
def viewer():
    return UserFactory(roles=["regional_viewer"], region=REGION)


@pytest.fixture
def vocations():
    return list(Vocation.objects.all()[:2])


@pytest.fixture
def facilities(vocations):
    """Three facilities of the region, and one of another; of the third hardly anybody is trained."""
    names = ("Lapas Contoh A", "Rutan Contoh B", "LPKA Contoh C")
    found = [FacilityFactory(name=name, region=REGION) for name in names]
    for facility, training, days in zip(found, (38, 21, 3), (0, 12, 5), strict=True):
        counted(facility, days=days)
        minutes = {"held_minutes": 900, "possible_minutes": 1000, "attenders": training}
        sums(facility, vocations[0], in_training=training, places=training, **minutes)
        sums(facility, vocations[0], date(2026, 9, 1), places=training - 2)
    sums(found[0], vocations[1], sex="P", fund="csr", in_training=4, places=4, finished=26, assessed=26, competent=20)
    sums(FacilityFactory(region="Jawa Barat"), vocations[0], in_training=77, places=77)
    return found


def rows(answer):
    return {one.facility.name: one for one in answer.context["facilities"].rows}


def test_region_tells_its_own_facilities_the_largest_first(sign_in, viewer, facilities):
    answer = sign_in(viewer).get(OVERVIEW)
    region = answer.context["region"]

    assert [one.facility.name for one in answer.context["facilities"].rows] == [
        "Lapas Contoh A",
        "Rutan Contoh B",
        "LPKA Contoh C",
    ]
    assert {name: str(one.figures.in_training) for name, one in rows(answer).items()} == {
        "Lapas Contoh A": "± 40",
        "Rutan Contoh B": "± 20",
        "LPKA Contoh C": "< 5",
    }
    # 42 + 21 + 3 of 600 people.
    assert (str(region.total.in_training), str(region.people)) == ("± 65", "600")
    assert (region.total.attendance, region.total.competent) == (90, 80)
    assert [(str(month), str(told)) for month, told in region.trend if told.value != 0] == [
        ("2026-09-01", "± 55"),
        ("2026-11-01", "± 65"),
    ]
    assert "Contoh D" not in answer.content.decode()


def test_small_facility_shows_no_share_no_attendance_and_no_trend(sign_in, viewer, facilities):
    small = rows(sign_in(viewer).get(OVERVIEW))["LPKA Contoh C"]

    assert (small.share, small.figures.attendance, small.figures.competent) == (None, None, None)
    assert {told.value for told in small.trend} == {0, None}


def test_parts_of_the_people_are_told_the_largest_first(sign_in, viewer, facilities):
    region = sign_in(viewer).get(OVERVIEW).context["region"]

    assert [str(part.places) for part in region.vocations] == ["± 60", "< 5"]
    assert [(part.name, str(part.places)) for part in region.sexes] == [("Laki-laki", "± 60"), ("Perempuan", "< 5")]
    assert [part.width for part in region.sexes] == [100.0, 0.0]


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("?sex=P", {"Lapas Contoh A": "< 5", "Rutan Contoh B": "0", "LPKA Contoh C": "0"}),
        ("?fund=apbd", {"Lapas Contoh A": "± 40", "Rutan Contoh B": "± 20", "LPKA Contoh C": "< 5"}),
        # One value that nobody offers is told, and the others hold.
        ("?fund=gold&sex=P", {"Lapas Contoh A": "< 5", "Rutan Contoh B": "0", "LPKA Contoh C": "0"}),
    ],
)
def test_filters_narrow_every_figure(sign_in, viewer, facilities, query, told):
    answer = sign_in(viewer).get(OVERVIEW + query)

    assert {name: str(one.figures.in_training) for name, one in rows(answer).items()} == told
    assert bool(answer.context["form"].errors) == ("gold" in query)


@pytest.mark.parametrize(
    ("period", "first"),
    [
        ("12", "2025-12-01"),
        ("year", "2026-01-01"),
        ("quarter", "2026-10-01"),
        ("month", "2026-11-01"),
        ("x", "2025-12-01"),
    ],
)
def test_period_begins_where_its_words_say(sign_in, viewer, facilities, period, first):
    region = sign_in(viewer).get(f"{OVERVIEW}?period={period}").context["region"]

    assert (str(region.choice.first), str(region.choice.last)) == (first, "2026-11-01")


def test_until_the_night_has_counted_the_month_before_is_the_last(sign_in, viewer, facilities):
    with clock.moved_to(MONDAY + timedelta(days=8)):
        region = sign_in(viewer).get(OVERVIEW).context["region"]

    assert (str(region.choice.last), str(region.total.in_training)) == ("2026-11-01", "± 65")


def test_last_twelve_months_of_december_are_those_of_the_year(sign_in, viewer, facilities):
    FacilityCount.objects.update(day=date(2026, 12, 13))
    region = sign_in(viewer).get(OVERVIEW).context["region"]

    assert str(region.choice.first) == "2026-01-01"


def test_of_one_sex_no_share_of_all_people_is_told(sign_in, viewer, facilities):
    answer = sign_in(viewer).get(f"{OVERVIEW}?sex=L")

    assert {one.share for one in rows(answer).values()} == {None}
    assert "dari 200" not in answer.content.decode()


def test_facilities_whose_data_are_old_stand_out(sign_in, viewer, facilities):
    answer = sign_in(viewer).get(OVERVIEW)
    page = answer.content.decode()

    assert [one.facility.name for one in answer.context["region"].late] == ["Rutan Contoh B", "LPKA Contoh C"]
    assert "data 12 hari lalu" in page
    assert "data hari ini" in page


def test_a_facility_that_was_never_counted_has_no_data(sign_in, viewer, facilities):
    FacilityFactory(name="Rutan Contoh E", region=REGION)
    answer = sign_in(viewer).get(OVERVIEW)

    assert answer.context["using"] == 3
    assert rows(answer)["Rutan Contoh E"].is_gone
    assert "belum ada data" in answer.content.decode()


@pytest.mark.parametrize(
    "column", ["name", "training", "share", "attendance", "finished", "competent", "age", "people"]
)
def test_every_column_sorts_both_ways_and_hidden_counts_come_last_or_first(sign_in, viewer, facilities, column):
    client = sign_in(viewer)
    up = [one.facility.pk for one in client.get(f"{OVERVIEW}?sort={column}").context["facilities"].rows]
    down = [one.facility.pk for one in client.get(f"{OVERVIEW}?sort=-{column}").context["facilities"].rows]

    assert sorted(up) == sorted(down)
    if column in ("name", "training", "age"):
        assert up == down[::-1]


def test_files_say_what_the_page_says_in_its_order(sign_in, viewer, facilities):
    client = sign_in(viewer)
    text = client.get(reverse("reports:region_csv") + "?sort=name").content.decode("utf-8-sig")
    found = list(csv.reader(io.StringIO(text), delimiter=";"))
    book = openpyxl.load_workbook(io.BytesIO(client.get(reverse("reports:region_xlsx") + "?sort=name").content))

    assert [row[:3] for row in found[1:]] == [
        ["Lapas Contoh A", "40", "200"],
        ["LPKA Contoh C", "< 5", "200"],
        ["Rutan Contoh B", "20", "200"],
    ]
    assert [cell.value for cell in book.active[1]] == found[0]
    assert book.active.max_row == 4
    assert AccessLogEntry.objects.filter(kind="export", subject_type="region").count() == 2


def test_facility_shows_its_batches_and_nobody(sign_in, viewer):
    batch = BatchFactory(facility__region=REGION, facility__code="RTN.7", name="Las 9/2026")
    people = [EnrollmentFactory(batch=batch).person for _number in range(7)]
    small = BatchFactory(facility=batch.facility, name="Jahit 9/2026", state=Batch.State.FINISHED)
    people.append(EnrollmentFactory(batch=small, state="completed").person)
    count_facility(batch.facility)
    answer = sign_in(viewer).get(reverse("reports:region_facility", args=["RTN.7"]))
    page = answer.content.decode()

    assert str(answer.context["one"].figures.in_training) == "± 5"
    assert {one.batch.name: str(one.places) for one in answer.context["batches"]} == {
        "Las 9/2026": "± 5",
        "Jahit 9/2026": "< 5",
    }
    assert not [person.full_name for person in people if person.full_name in page]


def test_facility_of_another_region_is_not_found(sign_in, viewer):
    other = FacilityFactory(region="Jawa Barat")

    assert sign_in(viewer).get(reverse("reports:region_facility", args=[other.code])).status_code == 404


def test_pages_ask_as_much_for_one_facility_as_for_many(sign_in, viewer, vocations, django_assert_max_num_queries):
    client = sign_in(viewer)
    for _number in range(40):
        facility = FacilityFactory(region=REGION)
        counted(facility)
        sums(facility, vocations[0], in_training=9, places=9)
        PersonFactory(facility=facility)
    client.get(OVERVIEW)

    with django_assert_max_num_queries(12):
        answer = client.get(OVERVIEW)
    assert len(answer.content) < 400_000
    with django_assert_max_num_queries(14):
        client.get(reverse("reports:region_facility", args=[facility.code]))


def test_home_tells_the_region_of_this_month_and_whose_data_are_late(sign_in, viewer, facilities):
    answer = sign_in(viewer).get("/")
    page = answer.content.decode()

    assert str(answer.context["region"].total.in_training) == "± 65"
    assert page.index("Rutan Contoh B") < page.index("LPKA Contoh C")
    assert "Lapas Contoh A" not in page
