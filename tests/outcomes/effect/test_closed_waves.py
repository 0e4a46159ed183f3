"""On the day on which a wave has closed for everybody of a year, each office has its report, once."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from core import clock
from core.models import AuditEvent
from outcomes.effect import outcome_reports, report_paper
from outcomes.effect.closed_waves import LOOKED_BACK, closed_lately, keep_closed_waves
from outcomes.effect.cohort import M3, M6, W2
from outcomes.effect.effect_cohorts import closes_on
from outcomes.effect.models import ClosedWave, OutcomeReport
from tests.factories import UserFactory
from tests.outcomes.effect.releases import House, at, count
from tests.papers import pages

pytestmark = pytest.mark.django_db
CLOSES = closes_on(2025, M6)


@pytest.fixture
def house():
    made = House()
    for number in range(40):
        released = date(2025, 1, 6) + timedelta(days=number)
        person = made.release(released)
        made.train(person)
        if number < 12:
            made.tell(made.consent(person), "m6", "KERJA_SESUAI", released + timedelta(days=183))
    return made


def looked_at(day):
    with clock.moved_to(at(day)):
        return keep_closed_waves()


def head_of(house):
    return UserFactory(roles=["rutan_head"], facility=house.facility)


def reports():
    return list(OutcomeReport.objects.order_by("office").values_list("office", "year", "wave", "day", "made_by"))


def test_each_office_has_its_report_on_the_day(house):
    looked_at(CLOSES)

    offices = sorted([house.center.code, house.facility.code, f"kanwil:{house.facility.region}"])
    assert reports() == [(office, 2025, "m6", CLOSES, None) for office in offices]
    assert OutcomeReport.objects.first().figures["standings"]["working"]["x"] == 12
    assert AuditEvent.objects.filter(action="outcome_report.make").count() == 3


def test_a_day_before_there_is_none(house):
    looked_at(CLOSES - timedelta(days=1))

    assert not OutcomeReport.objects.filter(wave="m6").exists()


@pytest.mark.engines
def test_it_is_made_once_however_often_the_work_is_done(house):
    looked_at(CLOSES)

    assert looked_at(CLOSES) == looked_at(CLOSES + timedelta(days=20)) == 0
    assert len(reports()) == 3


def test_a_missed_day_is_made_up_for_but_not_for_ever(house):
    looked_at(CLOSES + LOOKED_BACK)
    made = len(reports())
    ClosedWave.objects.all().delete()
    looked_at(CLOSES + LOOKED_BACK + timedelta(days=1))

    assert (made, len(reports())) == (3, 3)
    assert not ClosedWave.objects.filter(year=2025, wave="m6").exists()


def test_a_report_that_somebody_made_is_enough(house):
    count(house, CLOSES)
    with clock.moved_to(at(CLOSES)):
        kept = outcome_reports.make_report(by=head_of(house), year=2025, wave=M6)
    looked_at(CLOSES)

    assert OutcomeReport.objects.filter(office=house.facility.code).get() == kept


def test_too_few_people_make_none_and_are_not_asked_again():
    house = House()
    house.train(house.release(date(2025, 1, 6)))
    looked_at(CLOSES)

    assert reports() == []
    assert ClosedWave.objects.filter(office=house.facility.code, year=2025, wave="m6").exists()
    assert looked_at(CLOSES) == 0


def test_nothing_is_asked_of_the_database_while_nothing_closes(django_assert_num_queries):
    with django_assert_num_queries(0):
        looked_at(CLOSES + LOOKED_BACK + timedelta(days=10))


def test_what_closes_in_february_is_told_together():
    assert closed_lately(closes_on(2026, W2)) == [(2026, W2)]
    assert [(year, wave.code) for year, wave in closed_lately(date(2028, 2, 10))] == [
        (2027, "w2"),
        (2026, "m12"),
        (2025, "m24"),
    ]


def test_it_stands_in_the_list_and_is_printed(sign_in, house):
    looked_at(CLOSES)
    head = head_of(house)
    report = OutcomeReport.objects.get(office=house.facility.code)

    with clock.moved_to(at(CLOSES)):
        listed = sign_in(head).get(reverse("outcomes:effect")).content.decode()
        page = sign_in(head).get(reverse("outcomes:outcome_report", args=[report.public_id])).content.decode()
        printed = " ".join(pages(report_paper.paper(report, by=head)))

    assert str(report.public_id) in listed
    assert "disimpan oleh sistem" in page
    assert "sistem" in printed


def test_page_and_files_show_the_closed_figures_whatever_happens_later(sign_in, house):
    looked_at(CLOSES)
    chosen = {"tahun": "2025", "saat": "m6"}

    def read(day):
        with clock.moved_to(at(day)):
            client = sign_in(head_of(house))
            page, csv = (
                client.get(reverse("outcomes:effect"), chosen),
                client.get(reverse("outcomes:effect_csv"), chosen),
            )
        context = page.context
        return context["day"], context["parts"]["standings"], context["parts"]["waves"], context["rows"], csv.content

    before = read(CLOSES)
    house.withdraw(house.center.consents.exclude(outcomes=None).first(), CLOSES)

    assert read(CLOSES + timedelta(days=1)) == before
    assert before[0] == CLOSES


@pytest.mark.engines
def test_groups_of_closed_figures_can_be_chosen_and_do_not_change(sign_in, house):
    for number in range(40):
        person = house.release(date(2025, 3, 3) + timedelta(days=number))
        house.train(person, vocation="OTO")
        if number < 20:
            house.tell(house.consent(person), "m6", "MENCARI", date(2025, 3, 3) + timedelta(days=number + 183))
    looked_at(CLOSES)

    def read(day, **more):
        with clock.moved_to(at(day)):
            client, chosen = sign_in(head_of(house)), {"tahun": "2025", "saat": "m6", **more}
            page, csv = (client.get(reverse(f"outcomes:{name}"), chosen) for name in ("effect", "effect_csv"))
        return page.context, csv.content.decode()

    whole, _csv = read(CLOSES)
    ((_feature, groups),) = [group for group in whole["form"].fields["kelompok"].choices if group[0] == "Program"]
    (value,) = [value for value, label in groups if label == "LAS"]
    before = read(CLOSES, kelompok=value)
    house.withdraw(house.center.consents.exclude(outcomes=None).first(), CLOSES)
    after = read(CLOSES + timedelta(days=1), kelompok=value)

    assert (before[0]["parts"]["funnel"][0]["count"], before[0]["chosen"].group) == ("40", value)
    assert (after[0]["parts"]["standings"], after[1]) == (before[0]["parts"]["standings"], before[1])
    assert read(CLOSES, kelompok="program:none")[0]["parts"]["standings"] == whole["parts"]["standings"]


def test_other_times_are_told_as_they_were_closed(house):
    for consent in house.center.consents.all():
        house.tell(consent, "m3", "MENCARI", consent.outcomes.get().told_on - timedelta(days=91))
    looked_at(closes_on(2025, M3))
    house.withdraw(house.center.consents.exclude(outcomes=None).first(), CLOSES)
    looked_at(CLOSES)

    def row(wave, of):
        report = OutcomeReport.objects.get(office=house.facility.code, wave=of)
        (found,) = [one for one in report.figures["page"]["waves"] if one["wave"] == wave]
        return found

    assert row("m3", of="m6")["standings"]["not_working"] == row("m3", of="m3")["standings"]["not_working"]
    assert row("m3", of="m6")["standings"]["unknown"]["x"] == 28
    # One refused in between: how many did is told at neither time.
    assert row("m3", of="m6")["standings"]["refused"]["x"] is None


@pytest.mark.engines
def test_a_report_made_by_itself_is_as_fixed_as_any_other(house):
    looked_at(CLOSES)

    with pytest.raises(DatabaseError), transaction.atomic():
        OutcomeReport.objects.update(year=2020)
