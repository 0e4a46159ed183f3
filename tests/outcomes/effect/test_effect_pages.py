"""The page of outcomes, its files and its dated reports, for both offices and the region."""

import csv
import io
import re
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from certification.sealing import daily_roots
from core import clock
from core.errors import RuleViolation
from core.models import AccessLogEntry, AuditEvent
from inmates.custody.models.stays import CustodyPeriod
from outcomes.effect import outcome_reports, report_paper, told_figures
from outcomes.effect.cohort import M6, M12
from outcomes.effect.compared_counts import differs_by_few
from outcomes.effect.effect_cohorts import closes_on, deleted_since, usual, years_of
from outcomes.effect.funnel import Step
from outcomes.effect.models import OutcomeReport, StandingFigures
from outcomes.effect.told_figures import told_by_wave
from printing import day_root
from tests.factories import UserFactory
from tests.outcomes.effect.releases import House, count
from tests.papers import images, pages

pytestmark = pytest.mark.django_db
PAGE, CSV, XLSX, MAKE = (
    reverse(f"outcomes:{name}") for name in ("effect", "effect_csv", "effect_xlsx", "outcome_report_make")
)
DAY = datetime(2026, 11, 30, 9, 0, tzinfo=ZoneInfo("Asia/Makassar"))
FIRST = date(2025, 1, 6)
MOST_STATEMENTS = 10
CENTER_NEVER_READS = re.compile(
    r"\b(rutan|lapas|tahanan|ditahan|narapidana|wbp|bebas|napi|kasus|hukuman|kembali)\b", re.IGNORECASE
)


@pytest.fixture(autouse=True)
def _day():
    with clock.moved_to(DAY):
        yield


@pytest.fixture
def house():
    return House()


def release_many(house, people=40, *, working=12, returned=0, is_counted=True):
    """People released in 2025, trained and counted; of some nothing is known."""
    for number in range(people):
        on = FIRST + timedelta(days=number)
        person = house.release(on, full_name=f"Peserta {number}")
        house.train(person)
        consent = house.consent(person)
        if number < working:
            house.tell(consent, "m6", "KERJA_SESUAI", on + timedelta(days=182), works_since=on + timedelta(days=30))
        elif number < 2 * working:
            house.tell(consent, "m6", "MENCARI", on + timedelta(days=182))
        if number >= people - returned:
            house.release(date(2030, 1, 1), person=person, since=on + timedelta(days=20))
    if is_counted:
        count_tonight(house)


def count_tonight(house):
    count(house, clock.today("Asia/Makassar"))


def user_of(house, role):
    office = {"training_center": house.center} if role.startswith("blk") else {"facility": house.facility}
    if role == "regional_viewer":
        office = {"region": house.facility.region}
    return UserFactory(roles=[role], **office)


def head_of(house):
    return user_of(house, "rutan_head")


def made(house, role="rutan_head"):
    count_tonight(house)
    return outcome_reports.make_report(by=user_of(house, role), year=2025, wave=M6)


READERS = ["rutan_head", "training_officer", "blk_head", "blk_coordinator", "regional_viewer"]


# The page


@pytest.mark.engines
@pytest.mark.parametrize("role", READERS)
def test_both_offices_and_the_region_read_the_same_share(house, sign_in, role):
    release_many(house)

    page = sign_in(user_of(house, role)).get(PAGE).content.decode()

    assert "dari 40 orang · 30,0%" in page
    assert "bekerja setelah 6 bulan" in page


@pytest.mark.parametrize("role", ["auditor", "registrar", "instructor", "placement_officer"])
def test_others_are_refused(house, sign_in, role):
    assert sign_in(UserFactory(roles=[role])).get(PAGE).status_code == 403


def test_a_training_center_reads_no_word_of_custody(house, sign_in):
    release_many(house, returned=6)
    user = user_of(house, "blk_head")

    for url in (PAGE, f"{PAGE}?menurut=half", CSV):
        words = re.sub(r"<[^>]+>", " ", sign_in(user).get(url).content.decode())
        assert CENTER_NEVER_READS.findall(words) == []


def test_nobody_reads_on_the_page_how_many_returned(house, sign_in):
    release_many(house, returned=6)

    assert "Kembali ditahan" not in sign_in(head_of(house)).get(PAGE).content.decode()


@pytest.mark.parametrize("people", [6, 30])
def test_the_page_takes_as_many_statements_for_many_as_for_few(house, sign_in, people, django_assert_max_num_queries):
    release_many(house, people, working=2)
    client = sign_in(head_of(house))
    client.get(PAGE)

    with django_assert_max_num_queries(MOST_STATEMENTS):
        client.get(PAGE)


def test_before_a_year_has_closed_no_figure_is_shown(house, sign_in):
    release_many(house)

    page = sign_in(head_of(house)).get(PAGE, {"tahun": "2026", "saat": "m6"}).content.decode()

    assert "Belum waktunya: bagi orang terakhir tahun 2026 saat itu baru lewat pada" in page
    assert "finding__value" not in page


def test_before_the_first_night_no_figure_is_shown_and_none_is_kept(house, sign_in):
    release_many(house)
    StandingFigures.objects.all().delete()
    client = sign_in(head_of(house))

    page, file, report = client.get(PAGE), client.get(CSV), client.post(MAKE, {"tahun": "2025", "saat": "m6"})

    for answer in (page, file, report):
        assert "belum dihitung" in answer.content.decode()
    assert [page.status_code, file.status_code, report.status_code] == [200, 422, 422]


def test_four_people_make_no_figure(house, sign_in):
    release_many(house, 4)

    page = sign_in(head_of(house)).get(PAGE).content.decode()
    assert "Untuk 2025 kurang dari lima orang yang dihitung" in page
    assert "masih di dalam belum dihitung" in page


def test_a_group_that_is_too_small_shows_all_instead(house, sign_in):
    person = house.release(FIRST, sex="P")
    house.train(person)
    release_many(house)

    page = sign_in(head_of(house)).get(PAGE, {"kelompok": "sex:P"}).content.decode()

    assert "Kelompok ini terlalu kecil" in page
    assert "dari 41 orang" in page


def test_a_group_that_is_large_enough_has_its_own_figures(house, sign_in):
    release_many(house, 60, working=20, is_counted=False)
    for number in range(60):
        person = house.release(FIRST + timedelta(days=number), sex="P", full_name=f"Peserta P {number}")
        house.train(person)
        if number < 40:
            status = "KERJA_LAIN" if number < 20 else "MENCARI"
            told_on = FIRST + timedelta(days=number + 182)
            house.tell(house.consent(person), "m6", status, told_on)
    count_tonight(house)

    page = sign_in(head_of(house)).get(PAGE, {"kelompok": "sex:P"}).content.decode()

    assert "dari 60 orang · 33,3%" in page
    assert "Menurut kelompok" not in page


@pytest.mark.parametrize("words", ["tahun=1", "saat=x", "kelompok=x", "menurut=x", "kelompok=facility:1"])
def test_a_strange_choice_is_the_usual_one(house, sign_in, words):
    release_many(house)

    assert "dari 40 orang" in sign_in(head_of(house)).get(f"{PAGE}?{words}").content.decode()


def test_the_usual_year_is_the_latest_that_has_closed():
    assert usual(date(2026, 11, 30)) == (2025, M6)
    assert usual(closes_on(2025, M6) - timedelta(days=1)) == (2024, M12)
    assert usual(closes_on(2025, M12) + timedelta(days=200)) == (2026, M6)
    assert years_of(date(2026, 1, 1)) == [2026, 2025, 2024, 2023]


# Files


@pytest.mark.engines
def test_files_hold_what_the_page_shows_and_are_logged(house, sign_in):
    release_many(house)
    client = sign_in(head_of(house))

    lines = list(csv.reader(io.StringIO(client.get(CSV).content.decode("utf-8-sig")), delimiter=";"))

    assert ["Setelah 6 bulan", "Bekerja", "12", "40", "30,0", "18,1", "45,4", "70,0", ""] in lines
    assert "hasil" not in " ".join(lines[0]).lower()
    assert client.get(XLSX).content[:2] == b"PK"
    assert list(AccessLogEntry.objects.order_by("pk").values_list("subject", flat=True)) == [
        "effect as csv",
        "effect as xlsx",
    ]


def test_no_file_before_the_year_has_closed(house, sign_in):
    answer = sign_in(head_of(house)).get(CSV, {"tahun": "2026", "saat": "m6"})

    assert (answer.status_code, "Belum waktunya" in answer.content.decode()) == (422, True)


# Reports


def test_a_report_keeps_the_figures_of_its_day(house, sign_in):
    release_many(house)
    client = sign_in(head_of(house))

    answer = client.post(MAKE, {"tahun": "2025", "saat": "m6"})

    report = OutcomeReport.objects.get()
    assert answer.url == reverse("outcomes:outcome_report", args=[report.public_id])
    assert (report.year, report.wave, report.day, report.figures["n"]) == (2025, "m6", DAY.date(), 40)
    assert sum(row["count"] for row in report.counts) == 40
    assert "dari 40 orang · 30,0%" in client.get(answer.url).content.decode()
    assert AuditEvent.objects.get(action="outcome_report.make").details == {"year": 2025, "wave": "m6"}


def test_a_second_report_of_the_day_is_refused(house):
    release_many(house)
    made(house)

    with pytest.raises(RuleViolation) as refused:
        made(house)

    assert [reason.code for reason in refused.value.reasons] == ["made_today"]


def withdraw_working(house, count):
    for consent in house.center.consents.exclude(outcomes=None).order_by("pk")[:count]:
        house.withdraw(consent, DAY.date())


def test_a_later_report_says_what_differs_and_leaves_the_first_as_it_was(house, sign_in):
    release_many(house)
    first = made(house)
    withdraw_working(house, 5)

    with clock.moved_to(DAY + timedelta(days=40)):
        second = made(house)
        page = sign_in(head_of(house)).get(reverse("outcomes:outcome_report", args=[second.public_id]))

    assert {(row["name"], row["before"], row["after"]) for row in second.differences} >= {("working", 12, 7)}
    assert "Yang berbeda dari laporan sebelumnya" in page.content.decode()
    assert OutcomeReport.objects.get(pk=first.pk).figures == first.figures


@pytest.mark.parametrize("few", [1, 4])
def test_what_a_few_people_did_is_neither_shown_nor_kept_as_another_report(house, sign_in, few):
    release_many(house)
    made(house)
    before = sign_in(head_of(house)).get(PAGE).context
    withdraw_working(house, few)

    with clock.moved_to(DAY + timedelta(days=40)):
        with pytest.raises(RuleViolation) as refused:
            made(house)
        after = sign_in(head_of(house)).get(PAGE).context

    assert [reason.code for reason in refused.value.reasons] == ["made_today"]
    assert (after["parts"]["standings"], after["day"]) == (before["parts"]["standings"], DAY.date())


@pytest.mark.parametrize(("after", "expected"), [(12, False), (11, True), (8, True), (7, False), (None, False)])
def test_any_shown_count_may_differ_by_none_or_by_five(after, expected):
    def figures(count):
        return {"n": 40, "tables": [{"dimension": "sex", "rows": [{"key": "P", "working": {"x": count, "n": 20}}]}]}

    assert differs_by_few(figures(12), figures(after)) == expected


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        # n, working, unknown: what is left of all is told by them.
        ((40, 12, 8), (40, 7, 13), False),
        ((40, 12, 8), (40, 7, 14), True),
        ((40, 12, None), (40, 7, None), False),
    ],
)
def test_what_is_left_of_shown_counts_may_not_differ_by_few_either(before, after, expected):
    def figures(n, working, unknown):
        return {"n": n, "working": {"x": working}, "unknown": {"x": unknown}}

    assert differs_by_few(figures(*before), figures(*after)) == expected


def test_who_is_lost_between_two_steps_may_not_differ_by_few():
    def figures(*counts):
        return {"funnel": [{"step": str(place), "x": count} for place, count in enumerate(counts)]}

    assert differs_by_few(figures(40, 30), figures(50, 40)) is False
    assert differs_by_few(figures(40, 30), figures(50, 37)) is True
    assert differs_by_few(figures(40, None), figures(50, 37)) is False


def nights(*counts):
    """What stands after each night on which so many work; None where too few were to be counted."""
    stood = []
    for working in counts:
        shown = {"waves": [{"wave": "m6", "working": {"x": working}}]} if working is not None else {}
        row, now = StandingFigures(figures=shown), stood[-1] if stood else None
        if told_figures.may_stand(row, now):
            row.told = told_figures.ever_told(now, row)
            now = row
        stood.append(now)
    return [row.figures["waves"][0]["working"]["x"] if row.figures else None for row in stood]


@pytest.mark.parametrize(
    ("counted", "stood"),
    [
        ((40, 41), [40, 40]),
        ((40, 46, 41), [40, 46, 46]),
        ((20, None, 21), [20, None, None]),
        ((20, None, 20), [20, None, 20]),
        ((40, 46, 40, 51), [40, 46, 40, 51]),
        ((40, 46, 40, 49), [40, 46, 40, 40]),
    ],
)
def test_what_stands_differs_by_few_from_nothing_that_ever_stood(counted, stood):
    assert nights(*counted) == stood


@given(st.lists(st.none() | st.integers(5, 60), max_size=12))
def test_no_two_nights_ever_differ_by_few(counted):
    told = {count for count in nights(*counted) if count is not None}

    assert all(one == other or abs(one - other) >= 5 for one in told for other in told)


@given(st.lists(st.integers(0, 9), min_size=6, max_size=6), st.lists(st.integers(0, 9), min_size=6, max_size=6))
def test_no_step_of_training_differs_by_few_from_another_time(gone, gone_before):
    names = [step.value for step in list(Step)[list(Step).index(Step.ADMITTED) :]][:6]
    counts, other = ([60 - sum(lost[: place + 1]) for place in range(6)] for lost in (gone, gone_before))
    steps = [
        {"step": name, "x": count, "n": counts[max(place - 1, 0)], "why": ""}
        for place, (name, count) in enumerate(zip(names, counts, strict=True))
    ]
    figures = {"first_work": None, "in_hand": {"x": counts[4], "n": 60}, "funnel": steps}
    known = told_figures.ever_told(
        StandingFigures(
            figures={
                "page": figures | {"funnel": [{**step, "x": count} for step, count in zip(steps, other, strict=True)]}
            }
        )
    )

    shown = told_figures.without_few_beside({**figures, "page": figures}, known)["page"]["funnel"]

    told = {step["step"]: step["x"] for step in shown}
    assert [
        name for name, count in zip(names[:5], other, strict=False) if told[name] and 0 < abs(told[name] - count) < 5
    ] == []
    assert {step["n"] for step in shown} <= {counts[0], *(step["x"] for step in shown if step["x"] is not None)}
    assert told[names[5]] == counts[5]


def test_small_changes_that_were_kept_earlier_are_not_told():
    kept = [("lost", 3, None), ("working", 12, 11), ("refused", None, 6), ("in_trade", 12, 7)]
    rows = [{"kind": "standing", "name": name, "before": before, "after": after} for name, before, after in kept]

    assert outcome_reports.difference_rows(OutcomeReport(differences=rows)) == [
        {"label": "Bekerja di bidang yang dilatihkan", "before": "12", "after": "7"}
    ]


def test_figures_that_differ_by_a_few_from_an_earlier_night_do_not_stand(house):
    """Nine come, then five go again: each night differs enough from the one before, and the last too little."""
    release_many(house)
    made(house)
    more = [house.release(FIRST) for _ in range(9)]
    for person in more:
        house.train(person)
    with clock.moved_to(DAY + timedelta(days=1)):
        count_tonight(house)
    CustodyPeriod.objects.filter(person__in=more[:5]).update(leaving="transfer")

    with clock.moved_to(DAY + timedelta(days=2)):
        made(house)

    assert list(OutcomeReport.objects.order_by("day").values_list("figures__n", flat=True)) == [40, 49]


def test_a_report_that_counts_a_few_people_more_than_the_last_is_refused(house):
    release_many(house)
    made(house)
    for standing in StandingFigures.objects.all():
        standing.figures, standing.day = {**standing.figures, "n": 43}, DAY.date() + timedelta(days=1)
        standing.save()

    with clock.moved_to(DAY + timedelta(days=1)), pytest.raises(RuleViolation) as refused:
        outcome_reports.make_report(by=head_of(house), year=2025, wave=M6)

    assert [reason.code for reason in refused.value.reasons] == ["differs_by_few"]


@pytest.mark.engines
@pytest.mark.parametrize(
    ("people", "year", "role", "codes"),
    [
        (40, 2025, "rutan_head", []),
        (40, 2025, "regional_viewer", ["not_authorized"]),
        (3, 2025, "rutan_head", ["too_few"]),
        (40, 2026, "rutan_head", ["too_early"]),
    ],
)
def test_why_no_report_can_be_made(house, people, year, role, codes):
    release_many(house, people)
    user = user_of(house, role)

    told = told_by_wave(user.office_code, year).get("m6")
    reasons = outcome_reports.blockers(told, year, M6, by=user)

    assert [reason.code for reason in reasons] == codes


@pytest.mark.engines
def test_a_report_never_changes(house):
    release_many(house)
    report = made(house)

    for change in (lambda: OutcomeReport.objects.update(year=2020), report.delete):
        with pytest.raises(DatabaseError, match="append"), transaction.atomic():
            change()


def test_reports_of_other_offices_are_not_found(house, sign_in):
    release_many(house)
    report = made(house)

    for name in ("outcome_report", "outcome_report_pdf", "outcome_report_xlsx"):
        url = reverse(f"outcomes:{name}", args=[report.public_id])
        assert sign_in(user_of(house, "blk_head")).get(url).status_code == 404
        assert sign_in(UserFactory(roles=["rutan_head"])).get(url).status_code == 404


def test_who_returned_stands_in_the_joint_report_of_the_custody_side_alone(house, sign_in):
    release_many(house, 60, working=15, returned=8)
    report, of_center = made(house), made(house, "blk_head")

    assert report.figures["standings"]["returned"]["x"] == 8
    assert "returned" not in of_center.figures["standings"]
    assert of_center.figures["returned"] is None
    url = reverse("outcomes:outcome_report", args=[report.public_id])
    assert "Kembali ditahan dalam 12 bulan: 8 dari 60" in re.sub(
        r"\s+", " ", sign_in(head_of(house)).get(url).content.decode()
    )


def test_the_paper_of_a_training_center_has_no_word_of_custody(house):
    release_many(house, 60, working=15, returned=8)
    user = user_of(house, "blk_head")

    words = " ".join(pages(report_paper.paper(made(house, "blk_head"), by=user)))

    assert "Dampak pelatihan" in words
    assert CENTER_NEVER_READS.findall(words) == []


def test_the_paper_prints_what_the_report_keeps(house, sign_in):
    release_many(house, 60, working=15, returned=8)
    report = made(house)
    client = sign_in(head_of(house))

    pdf = client.get(reverse("outcomes:outcome_report_pdf", args=[report.public_id]))
    xlsx = client.get(reverse("outcomes:outcome_report_xlsx", args=[report.public_id]))

    words = " ".join(" ".join(pages(pdf.content)).split())
    assert "15 dari 60 orang" in words
    assert "Kembali ditahan dalam 12 bulan: 8 dari 60" in words
    assert xlsx.content[:2] == b"PK"
    assert list(AccessLogEntry.objects.order_by("pk").values_list("subject", flat=True)) == [
        "outcome report",
        "outcome report as xlsx",
    ]


def test_the_paper_shows_the_root_of_the_day_on_which_it_is_printed(house):
    release_many(house)
    report, by = made(house), head_of(house)
    plain = report_paper.paper(report, by=by)
    daily_roots.take()

    rooted = report_paper.paper(report, by=by)

    assert "Akar harian" not in " ".join(pages(plain))
    line = f"Akar harian {day_root.of_today()['day']}: {day_root.of_today()['line']}"
    assert line in " ".join(" ".join(pages(rooted)).split())
    assert len(images(rooted)) == len(images(plain)) + 1


# The end of the time of keeping

DELETED = datetime(2027, 7, 3, 9, 0, tzinfo=ZoneInfo("Asia/Makassar"))


def read_after_deletion(house, sign_in, wave="m6", *, days=0):
    with clock.moved_to(DELETED + timedelta(days=days)):
        count_tonight(house)
        return sign_in(head_of(house)).get(PAGE, {"tahun": "2025", "saat": wave}).content.decode()


def delete_uncounted(house):
    """As before counts were kept."""
    for consent in house.center.consents.order_by("pk"):
        house.withdraw(consent, DELETED.date(), channel="expiry")


def test_before_answers_are_deleted_nothing_is_said_of_it(house, sign_in):
    release_many(house)

    assert deleted_since(2025) == DELETED.date()
    assert "Jawaban dihapus" not in read_after_deletion(house, sign_in, days=-1)


def test_when_answers_are_deleted_the_page_says_so_and_opens_the_complete_report(house, sign_in):
    release_many(house)
    report = made(house)
    delete_uncounted(house)
    with clock.moved_to(DELETED):
        later = made(house)
        own_page = sign_in(head_of(house)).get(reverse("outcomes:outcome_report", args=[later.public_id]))
        paper = " ".join(" ".join(pages(report_paper.paper(later, by=head_of(house)))).split())

    page = read_after_deletion(house, sign_in)

    assert "milik orang tahun 2025 sejak 3 Juli 2027; mereka dihitung sebagai tidak terhubung" in page
    assert re.search(rf'href="[^"]*{report.public_id}[^"]*">Buka laporan itu', page)
    assert "Jawaban dihapus setelah 30 bulan" in own_page.content.decode()
    assert "Jawaban dihapus setelah 30 bulan" in paper
    assert later.figures["standings"]["unknown"]["x"] == 40


def test_without_a_complete_report_the_page_says_so_and_opens_none(house, sign_in):
    release_many(house)
    delete_uncounted(house)

    page = read_after_deletion(house, sign_in)

    assert "Hanya laporan yang disimpan sebelum hari itu memuat semua jawaban." in page
    assert "Buka laporan itu" not in page


def test_after_two_years_no_report_is_complete(house, sign_in):
    release_many(house)
    delete_uncounted(house)

    assert "Tidak ada laporan untuk saat ini yang memuat semua jawaban" in read_after_deletion(
        house, sign_in, "m24", days=300
    )


def test_the_page_after_deletion_takes_as_many_statements(house, sign_in, django_assert_max_num_queries):
    release_many(house)
    made(house)
    with clock.moved_to(DELETED):
        client = sign_in(head_of(house))
        client.get(PAGE, {"tahun": "2025", "saat": "m6"})

        with django_assert_max_num_queries(MOST_STATEMENTS + 1):
            client.get(PAGE, {"tahun": "2025", "saat": "m6"})
