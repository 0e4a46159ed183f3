"""Who applied and who was admitted, by group: every table sums to the applications of the period."""

import csv
import io
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from core import clock
from core.models import AccessLogEntry
from inmates.custody.models.stays import Housing
from programs.selection.models import Application
from reports.fairness import fairness_table
from reports.fairness.forms import PeriodForm
from tests.conftest import MONDAY
from tests.factories import (
    ApplicationFactory,
    BatchFactory,
    HousingFactory,
    PersonFactory,
    RegisterNumberFactory,
    UserFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.engines]
SINCE, UNTIL = date(2026, 1, 1), date(2026, 11, 23)
PAGE, CSV, XLSX = (reverse(f"reports:{name}") for name in ("fairness", "fairness_csv", "fairness_xlsx"))
NEW_YEAR = datetime(2026, 1, 1, tzinfo=ZoneInfo("UTC"))
COLUMNS = ("applied", "admitted", "reserve", "rejected", "withdrawn", "undecided")


@pytest.fixture
def officer():
    return UserFactory(roles=["training_officer"])


@pytest.fixture
def chair(officer):
    return UserFactory(roles=["board_chair"], facility=officer.facility)


@pytest.fixture
def batch(officer):
    return BatchFactory(facility=officer.facility, state="selecting")


def apply(
    batch,
    *,
    state="submitted",
    chair=None,
    at=MONDAY,
    born=date(1995, 5, 17),
    sex="L",
    block="A",
    register="B.I",
    waited=None,
):
    person = PersonFactory(facility=batch.facility, birth_date=born, sex=sex)
    if block:
        HousingFactory(person=person, block=block)
    if register:
        RegisterNumberFactory(person=person, register_class=register)
    decided = {} if waited is None else {"decided_at": at + timedelta(days=waited)}
    return ApplicationFactory(
        batch=batch, person=person, state=state, submitted_at=at, decided_by_chair=chair, **decided
    )


def tables(user, since=SINCE, until=UNTIL):
    return fairness_table.tables_of(fairness_table.cases_of(user, since, until))


def counts(line):
    return tuple(getattr(line, name) for name in COLUMNS)


def lines(user, place):
    return [(line.label, line.applied) for line in tables(user)[place].lines]


# Groups


def test_what_became_of_each_application(batch, officer, chair):
    for state in Application.State.values:
        decided = state in ("admitted", "reserve", "offered", "rejected", "enrolled")
        apply(batch, state=state, chair=chair if decided else None)

    total = fairness_table.total_of(fairness_table.cases_of(officer, SINCE, UNTIL))

    assert counts(total) == (8, 3, 1, 1, 2, 1)
    assert total.share == 38
    assert (fairness_table.Line("").share, fairness_table.Line("").waiting_days) == (None, None)


@pytest.mark.parametrize(("waits", "written"), [([2, 4], "3"), ([2, 3], "2.5"), ([0, 0], "0"), ([7], "7")])
def test_median_is_written_as_a_fraction_only_where_it_is_one(waits, written):
    assert str(fairness_table.Line("", waits=waits).waiting_days) == written


@pytest.mark.parametrize(
    ("born", "label"),
    [
        (date(2008, 11, 24), "0 sampai 17"),
        (date(2008, 11, 23), "18 sampai 24"),
        (date(2001, 11, 24), "18 sampai 24"),
        (date(2001, 11, 23), "25 sampai 34"),
        (date(1971, 11, 24), "45 sampai 54"),
        (date(1971, 11, 23), "55 ke atas"),
        (date(1930, 1, 1), "55 ke atas"),
        (None, "belum diketahui"),
    ],
)
def test_age_is_that_of_the_day_of_the_application(batch, officer, born, label):
    apply(batch, born=born)

    with clock.moved_to(MONDAY + timedelta(days=400)):
        assert lines(officer, 1) == [(label, 1)]


def test_sex_and_what_is_not_known_of_it(batch, officer):
    for sex in ("P", "", "L", "L"):
        apply(batch, sex=sex)

    assert lines(officer, 0) == [("Laki-laki", 2), ("Perempuan", 1), ("belum diketahui", 1)]


def test_block_and_class_are_those_of_the_day_of_the_application(batch, officer):
    moved = apply(batch, block="", register="")
    until = MONDAY.date() - timedelta(days=1)
    for block, since, end in (("A", None, until), ("B", MONDAY.date(), MONDAY.date()), ("C", date(2026, 11, 24), None)):
        Housing.objects.create(person=moved.person, block=block, from_date=since, until=end)
    for register, since, end in (("A.III", date(2026, 1, 1), until), ("B.I", MONDAY.date(), None)):
        RegisterNumberFactory(
            person=moved.person, number=f"{register} 1", register_class=register, from_date=since, until=end
        )
    apply(batch, block="", register="")

    assert lines(officer, 2) == [("B", 1), ("belum diketahui", 1)]
    assert lines(officer, 3) == [("B.I", 1), ("belum diketahui", 1)]


def test_of_two_values_of_one_day_the_one_recorded_last_counts(batch, officer):
    moved = apply(batch, block="")
    for block, end in (("A", MONDAY.date()), ("B", None)):
        Housing.objects.create(person=moved.person, block=block, from_date=MONDAY.date(), until=end)

    assert lines(officer, 2) == [("B", 1)]


# Waiting


def test_days_waited_are_the_median_until_decision_closing_or_today(batch, officer, chair):
    start = MONDAY - timedelta(days=40)
    apply(batch, at=start, state="admitted", chair=chair, waited=2)
    closed = apply(batch, at=start, state="withdrawn")
    Application.objects.filter(pk=closed.pk).update(closed_at=start + timedelta(days=10))
    apply(batch, at=start)

    total = fairness_table.total_of(fairness_table.cases_of(officer, SINCE, UNTIL))

    assert (total.waits, total.waiting_days) == ([2, 10, 40], 10)


def test_wrong_clock_gives_no_negative_days(batch, officer, chair):
    apply(batch, state="admitted", chair=chair, waited=-3)

    assert fairness_table.total_of(fairness_table.cases_of(officer, SINCE, UNTIL)).waits == [0]


# The period


@pytest.mark.parametrize(
    ("moment", "is_in"),
    [
        ("2026-10-31T23:59:59", False),
        ("2026-11-01T00:00:00", True),
        ("2026-11-22T23:59:59", True),
        ("2026-11-23T00:00:00", False),
    ],
)
def test_both_days_of_the_period_count_as_they_are_where_the_facility_is(batch, officer, moment, is_in):
    apply(batch, at=datetime.fromisoformat(moment).replace(tzinfo=ZoneInfo(officer.time_zone)))

    assert len(fairness_table.cases_of(officer, date(2026, 11, 1), date(2026, 11, 22))) == is_in


USUAL = (date(2026, 1, 1), date(2026, 11, 23))


@pytest.mark.parametrize(
    ("asked", "period"),
    [
        (None, USUAL),
        ({}, USUAL),
        ({"since": "", "until": ""}, USUAL),
        ({"since": "01/03/2026", "until": "31/03/2026"}, (date(2026, 3, 1), date(2026, 3, 31))),
        ({"since": "01/03/2026", "until": "01/03/2026"}, (date(2026, 3, 1), date(2026, 3, 1))),
        ({"since": "01/03/2026"}, (date(2026, 3, 1), date(2026, 11, 23))),
        ({"since": "01/12/2026"}, (date(2026, 12, 1), date(2026, 12, 1))),
        ({"until": "31/03/2026"}, (date(2026, 1, 1), date(2026, 3, 31))),
        ({"until": "31/03/2025"}, (date(2025, 1, 1), date(2025, 3, 31))),
        ({"since": "31/03/2026", "until": "01/03/2026"}, USUAL),
        ({"since": "31/02/2026"}, USUAL),
    ],
)
def test_period_is_never_turned_round(asked, period):
    assert PeriodForm(asked).period(USUAL) == period


def test_usual_period_is_the_year_so_far(officer):
    assert fairness_table.usual_period(officer) == USUAL


# Sums


people = st.fixed_dictionaries(
    {
        "state": st.sampled_from(Application.State.values),
        "born": st.none() | st.dates(date(1930, 1, 1), date(2010, 1, 1)),
        "sex": st.sampled_from(["L", "P", ""]),
        "block": st.sampled_from(["A", "B", "=1+1", ""]),
        "register": st.sampled_from(["A.I", "B.I", "B.IIa", ""]),
        "at": st.integers(-60, 330 * 24).map(lambda hours: NEW_YEAR + timedelta(hours=hours)),
    }
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(people, max_size=8))
def test_every_table_sums_to_the_applications_of_the_period(batch, officer, chair, found):
    Application.objects.all().delete()
    for one in found:
        decided = one["state"] in ("admitted", "reserve", "offered", "rejected", "enrolled")
        apply(batch, chair=chair if decided else None, **one)
    zone = ZoneInfo(officer.time_zone)
    in_period = [one for one in found if SINCE <= one["at"].astimezone(zone).date() <= UNTIL]

    cases = fairness_table.cases_of(officer, SINCE, UNTIL)
    total = fairness_table.total_of(cases)

    assert total.applied == len(in_period) == sum(counts(total)[1:])
    for table in fairness_table.tables_of(cases):
        assert tuple(map(sum, zip(*map(counts, table.lines), strict=True))) in (counts(total), ())
    assert fairness_table.reconciles(cases, officer, SINCE, UNTIL)


def test_table_that_lost_one_does_not_reconcile(batch, officer):
    apply(batch)
    cases = fairness_table.cases_of(officer, SINCE, UNTIL)

    assert fairness_table.reconciles(cases[:0], officer, SINCE, UNTIL) is False


# Pages and files


@pytest.fixture
def site(sign_in, officer):
    return sign_in(officer)


@pytest.fixture
def applied(batch, chair):
    apply(batch, state="admitted", chair=chair, waited=3, block="=HYPERLINK(1)", at=MONDAY - timedelta(days=30))
    apply(batch, sex="P", block="-2+3", born=None)
    apply(batch, at=MONDAY - timedelta(days=400))
    apply(BatchFactory(), sex="P")


def test_page_shows_the_tables_and_that_they_are_whole(applied, site):
    answer = site.get(PAGE)

    page = answer.content.decode()
    assert counts(answer.context["total"]) == (2, 1, 0, 0, 0, 1)
    assert page.count("<table") == 4
    assert answer.context["is_whole"] is True
    assert page.count("=HYPERLINK(1)") == 1
    assert f'href="{CSV}' in page


def test_page_of_a_period_and_of_one_without_applications(applied, site):
    one = site.get(PAGE, {"since": "01/10/2025", "until": "31/10/2025"})
    none = site.get(PAGE, {"since": "01/01/2020", "until": "31/01/2020"})

    assert [answer.context["total"].applied for answer in (one, none)] == [1, 0]
    assert "Tidak ada pengajuan pada masa ini." in none.content.decode()
    assert "?since=01%2F10%2F2025&amp;until=31%2F10%2F2025" in one.content.decode()


def test_period_turned_round_is_said(applied, site):
    page = site.get(PAGE, {"since": "31/03/2026", "until": "01/03/2026"}).content.decode()

    assert "Masa berakhir sebelum dimulai." in page


@pytest.mark.parametrize("count", [1, 30])
def test_page_costs_the_same_for_one_and_for_thirty(batch, site, django_assert_num_queries, count):
    for _ in range(count):
        apply(batch)
    site.get(PAGE)

    with django_assert_num_queries(6):
        site.get(PAGE)


def rows_of_csv(content):
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))


def rows_of_xlsx(content):
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()


@pytest.mark.parametrize(("address", "rows_of", "kind"), [(CSV, rows_of_csv, "csv"), (XLSX, rows_of_xlsx, "xlsx")])
def test_file_has_every_line_of_every_table_and_no_formula(applied, site, address, rows_of, kind):
    answer = site.get(address)

    head, *rows = rows_of(answer.content)
    by_table = {}
    for row in rows:
        by_table.setdefault(row[0], []).append([int(value) for value in row[2:8]])
    assert head[:4] == ["Ciri", "Kelompok", "Mengajukan", "Diterima"]
    assert [sum(column) for column in zip(*by_table["Semua"], strict=True)] == [2, 1, 0, 0, 0, 1]
    assert {tuple(map(sum, zip(*lines, strict=True))) for lines in by_table.values()} == {(2, 1, 0, 0, 0, 1)}
    assert len(by_table) == 5
    assert {row[1] for row in rows} >= {"'=HYPERLINK(1)", "'-2+3", "belum diketahui"}
    assert not any(str(cell).lstrip().startswith(("=", "+", "-", "@")) for row in rows for cell in row)
    assert answer.headers["Content-Disposition"] == (f'attachment; filename="pemerataan-2026-01-01-2026-11-23.{kind}"')
    entry = AccessLogEntry.objects.get()
    assert (entry.kind, entry.subject) == ("export", f"fairness as {kind}")


def test_file_keeps_the_period_of_the_page(applied, site):
    rows = rows_of_csv(site.get(CSV, {"since": "01/10/2025", "until": "31/10/2025"}).content)

    assert rows[1][:3] == ["Semua", "Semua", "1"]


@pytest.mark.parametrize("address", [PAGE, CSV, XLSX])
@pytest.mark.parametrize(
    ("role", "status"),
    [("board_chair", 200), ("rutan_head", 200), ("board_member", 403), ("registrar", 403), ("blk_head", 403)],
)
def test_who_reads_it(sign_in, address, role, status):
    assert sign_in(UserFactory(roles=[role])).get(address).status_code == status


def test_other_facility_sees_nothing_of_it(applied, sign_in):
    answer = sign_in(UserFactory(roles=["training_officer"])).get(PAGE)

    assert answer.context["total"].applied == 0
