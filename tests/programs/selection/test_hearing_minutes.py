"""The minutes of a hearing and its agenda on paper: every candidate, and the numbers of the register."""

import re
from datetime import UTC, date, datetime, time

import pytest
from django.utils import translation

from certification.sealing import daily_roots
from core import clock
from core.models import AccessLogEntry
from programs.batches.models import Batch
from programs.selection import (
    application_decisions,
    decision_table,
    ended_applications,
    hearing_minutes,
    kept_ranking,
    tpp_hearings,
)
from programs.selection.models import Application, Hearing
from tests.factories import (
    ApplicationFactory,
    BatchFactory,
    EntryRuleSetFactory,
    FacilityFactory,
    PersonFactory,
    UserFactory,
)
from tests.papers import fonts, missing_texts, pages, qpdf_complaints
from tests.programs.addresses import url
from tests.sitting import sitting

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)


@pytest.fixture
def facility():
    return FacilityFactory(name="Rumah Tahanan Negara Kelas IIB Rantau", address="Jalan Hasan Basri 1", city="Rantau")


@pytest.fixture
def batch(facility):
    return BatchFactory(
        facility=facility,
        name="Las Pipa 5/2026",
        state=Batch.State.SELECTING,
        capacity=2,
        version__program__name="Las Pipa",
        starts_on=date(2026, 12, 7),
        ends_on=date(2027, 1, 25),
        assessment_on=date(2027, 1, 29),
    )


def user(role, facility, name, number=""):
    return UserFactory(roles=[role], facility=facility, full_name=name, staff_number=number)


@pytest.fixture
def officer(facility):
    return user("training_officer", facility, "Siti Aminah")


@pytest.fixture
def chair(facility):
    return user("board_chair", facility, "Rahmadi, S.H.", "NIP 19800101 200501 1 001")


def apply(batch, name):
    person = PersonFactory(facility=batch.facility, full_name=name, with_custody=True)
    return ApplicationFactory(batch=batch, person=person)


def open_hearing(batch, officer, chair, members=()):
    members = members or [user("board_member", batch.facility, "Sulastri")]
    return sitting(by=officer, batch=batch, held_on=TODAY, place="Aula Rutan", chair=chair, members=members)


DECISIONS = [
    ("Zainal", "admitted", "Siap belajar"),
    ("Abdul", "admitted", "Berminat kuat"),
    ("Masrani", "reserve", "Cadangan kedua"),
    ("Basri", "reserve", "Cadangan ketiga"),
    ("Hadi", "rejected", "Sisa waktu kurang"),
]


@pytest.fixture
def closed(batch, officer, chair, facility):
    """A hearing that decided on five, one of them by override, after a sixth had withdrawn."""
    user("rutan_head", facility, "Drs. Kurnia", "NIP 19700101 199501 1 001")
    member = user("board_member", facility, "Norhayati")
    applied = {name: apply(batch, name) for name, _outcome, _reason in DECISIONS}
    ended_applications.withdraw(apply(batch, "Gusti"), by=officer)
    EntryRuleSetFactory(version=batch.version, parts={"conduct": {"allowed": ["good"]}})
    hearing = open_hearing(batch, officer, chair, [member])
    for name, outcome, reason in DECISIONS:
        override = {"override": True, "reason": "Rekomendasi instruktur"} if name == "Zainal" else {"reason": reason}
        if name == "Abdul":
            applied[name].person.classifications.create(
                kind="conduct", value="good", from_date=TODAY, until=date(2027, 6, 30)
            )
        application_decisions.decide(applied[name], by=chair, outcome=outcome, **override)
    with translation.override("en"):
        return tpp_hearings.close_hearing(hearing, by=chair, number="TPP-12/2026")


def test_every_candidate_stands_in_the_minutes_with_decision_and_reason(closed):
    rows = [(row["name"], row["outcome"], row["reason"]) for row in closed.minutes["rows"]]

    assert rows == [
        ("Abdul", "Diterima", "Berminat kuat"),
        ("Zainal", "Diterima", "Dengan pengecualian: Rekomendasi instruktur"),
        ("Masrani", "Cadangan (1)", "Cadangan kedua"),
        ("Basri", "Cadangan (2)", "Cadangan ketiga"),
        ("Hadi", "Ditolak", "Sisa waktu kurang"),
        ("Gusti", "Ditarik", "Atas keinginan sendiri"),
    ]
    assert [row["verdict"] for row in closed.minutes["rows"]][:2] == ["Memenuhi", "Data belum lengkap"]


def test_a_reason_with_a_sign_that_no_paper_prints_keeps_no_hearing_open(closed):
    words = {
        **closed.minutes,
        "rows": [{**row, "reason": "Setuju \N{GRINNING FACE} penuh"} for row in closed.minutes["rows"]],
    }

    root = daily_roots.short(daily_roots.take().details["root"])

    assert hearing_minutes.print_blockers(words) == []
    text = " ".join(" ".join(pages(hearing_minutes.render(words))).split())
    assert "Setuju ? penuh" in text
    assert f"Akar harian 2026-11-23: {root}" in text


def test_numbers_of_the_minutes_are_those_of_the_register(closed, batch):
    count = {state: batch.applications.filter(state=state).count() for state in Application.State.values}
    said = next(item for item in closed.minutes["items"] if item.startswith("Calon"))

    assert [int(number) for number in re.findall(r"\d+", said)] == [
        batch.applications.count(),
        count["admitted"],
        count["reserve"],
        count["rejected"],
        count["withdrawn"],
    ]
    assert len(closed.minutes["rows"]) == batch.applications.count() == 6
    assert batch.applications.filter(is_override=True).count() == 1
    assert "Diterima meskipun belum memenuhi semua syarat masuk, dengan alasan tertulis: 1." in closed.minutes["items"]


def test_opening_says_the_hour_if_it_is_known(closed):
    closed.starts_at = time(14)

    words = hearing_minutes.words_of(closed, kept_ranking.of_hearing(closed))

    assert "Senin, 23 November 2026, pukul 14.00, bertempat di Aula Rutan," in words["opening"]


def test_opening_says_when_where_and_under_whom(closed):
    assert closed.minutes["opening"] == (
        "Pada hari ini, Senin, 23 November 2026, bertempat di Aula Rutan, dilaksanakan sidang Tim Pengamat "
        "Pemasyarakatan yang dipimpin oleh Rahmadi, S.H."
    )


def test_who_sat_there_signs_and_the_head_has_seen_it(closed):
    parties = [party for pair in closed.minutes["pairs"] for party in pair]

    assert [(party["role"], party["name"]) for party in parties] == [
        ("Ketua", "Rahmadi, S.H."),
        ("Anggota", "Norhayati"),
        ("Mengetahui, kepala UPT", "Drs. Kurnia"),
    ]
    assert parties[0]["number"] == "NIP 19800101 200501 1 001"


def test_minutes_are_printed_from_the_words_of_their_day(closed, batch, officer, sign_in, tmp_path):
    batch.facility.name = "Another name"
    batch.facility.save()
    closed.decisions.filter(person__full_name="Abdul").update(decision_reason="Written over")
    client = sign_in(officer)

    answer = client.get(url("hearing_minutes", closed))

    printed = " ".join(pages(answer.content))
    assert missing_texts(closed.minutes, printed) == []
    assert "RUMAH TAHANAN NEGARA KELAS IIB RANTAU" in printed
    assert "Written over" not in printed
    assert answer.headers["Content-Disposition"] == 'inline; filename="berita-acara-sidang.pdf"'
    assert AccessLogEntry.objects.latest("pk").subject == "minutes of the hearing"
    assert client.get(url("hearing_minutes", closed)).content == answer.content
    assert qpdf_complaints(answer.content, tmp_path) == ""
    assert set(fonts(answer.content).values()) == {True}


@pytest.mark.parametrize("count", [2, 3, 40])
def test_long_minutes_repeat_their_head_and_keep_the_signatures_with_a_name(closed, count):
    row = {"name": "Sukarno", "verdict": "Memenuhi", "outcome": "Diterima", "reason": "Siap belajar dan bekerja"}

    found = pages(hearing_minutes.render({**closed.minutes, "rows": [row] * count}))

    assert sum(text.count("Sukarno") for text in found) == count
    assert sum("Nama calon" in text for text in found) == len(found) == (2 if count == 40 else 1)
    assert "Sukarno" in found[-1][: found[-1].index("Demikian berita acara")]
    assert f"Halaman {len(found)} dari {len(found)}" in found[-1]


def test_office_without_an_address_still_keeps_minutes(closed, batch):
    batch.facility.address = batch.facility.city = ""

    hearing = Hearing.objects.get()
    words = hearing_minutes.words_of(hearing, kept_ranking.of_hearing(hearing))

    assert hearing_minutes._address(batch.facility) == "Kalimantan Selatan"
    assert words["issuer"]["address"] == "Jalan Hasan Basri 1"


def test_without_a_number_it_may_be_written_by_hand(batch, officer, chair):
    application = apply(batch, "Abdul")
    hearing = open_hearing(batch, officer, chair)
    application_decisions.decide(application, by=chair, outcome="admitted", reason="Siap")

    assert tpp_hearings.close_hearing(hearing, by=chair).minutes["number"] == "-"


def test_later_hearing_lists_its_own_candidates_only(closed, batch, officer, chair):
    Batch.objects.filter(pk=batch.pk).update(capacity=3)
    newcomer = apply(batch, "Yusuf")
    again = batch.applications.get(person__full_name="Masrani")
    hearing = open_hearing(batch, officer, chair)
    application_decisions.decide(newcomer, by=chair, outcome="rejected", reason="Kelas penuh")
    application_decisions.decide(again, by=chair, outcome="admitted", reason="Naik dari cadangan", override=True)

    later = tpp_hearings.close_hearing(hearing, by=chair)

    assert [row["name"] for row in later.minutes["rows"]] == ["Masrani", "Yusuf", "Gusti"]
    closed.refresh_from_db()
    assert len(closed.minutes["rows"]) == 6, "what was closed stays as it was"


def test_open_hearing_has_no_minutes_yet(batch, officer, chair, sign_in):
    apply(batch, "Abdul")
    hearing = open_hearing(batch, officer, chair)

    answer = sign_in(officer).get(url("hearing_minutes", hearing))

    assert answer.status_code == 422
    assert "Berita acara dapat dicetak setelah sidang TPP ditutup." in answer.content.decode()


def test_selection_page_leads_to_the_papers(closed, batch, officer, sign_in):
    page = sign_in(officer).get(url("selection_detail", batch)).content.decode()

    assert url("hearing_minutes", closed) in page
    assert url("hearing_agenda", batch) in page


@pytest.mark.parametrize("name", ["hearing_minutes", "hearing_agenda"])
def test_papers_elsewhere_are_not_found(closed, batch, sign_in, name):
    row = closed if name == "hearing_minutes" else batch

    assert sign_in(UserFactory(roles=["board_chair"])).get(url(name, row)).status_code == 404


@pytest.mark.parametrize(("role", "status"), [("board_member", 200), ("registrar", 403), ("case_officer", 403)])
def test_who_prints_the_minutes(closed, facility, sign_in, role, status):
    client = sign_in(UserFactory(roles=[role], facility=facility))

    assert client.get(url("hearing_minutes", closed)).status_code == status


# The agenda


def test_agenda_lists_who_is_to_be_decided_on_in_order_of_the_ranking(batch, officer, sign_in):
    EntryRuleSetFactory(version=batch.version, parts={"age": {"minimum": 18}})
    keen, mild, young = apply(batch, "Keen"), apply(batch, "Mild"), apply(batch, "Young")
    Application.objects.filter(pk=keen.pk).update(interest=5)
    Application.objects.filter(pk=mild.pk).update(interest=2)
    young.person.birth_date = date(2010, 5, 17)
    young.person.save()
    ended_applications.withdraw(apply(batch, "Gone"), by=officer)

    answer = sign_in(officer).get(url("hearing_agenda", batch))

    (text,) = pages(answer.content)
    assert text.index("Keen") < text.index("Mild") < text.index("Young")
    assert "Gone" not in text
    assert "Tidak memenuhi: Berusia 16 tahun saat angkatan mulai; program ini untuk usia 18 tahun ke atas." in text
    assert "Las Pipa 5/2026" in text
    assert answer.headers["Content-Disposition"] == 'inline; filename="bahan-sidang.pdf"'
    assert AccessLogEntry.objects.latest("pk").subject == "agenda of the hearing"


def test_agenda_of_a_closed_hearing_keeps_who_was_on_it_with_the_decisions(closed, batch, officer, sign_in):
    """Regression: printed after the hearing, the table was empty."""
    text = " ".join(pages(sign_in(officer).get(url("hearing_agenda", batch)).content))

    assert [name for name, *_rest in DECISIONS if name in text] == [name for name, *_rest in DECISIONS]
    assert "Diterima: Berminat kuat" in text
    assert "Ditolak: Sisa waktu kurang" in text
    assert "Gusti" not in text


def test_agenda_of_whoever_applied_after_the_hearing_is_that_of_the_next(closed, batch, officer, sign_in):
    apply(batch, "Sulaiman")

    text = " ".join(pages(sign_in(officer).get(url("hearing_agenda", batch)).content))

    assert [name for name in ("Sulaiman", "Masrani", "Abdul", "Hadi") if name in text] == ["Sulaiman", "Masrani"]


def test_minutes_say_the_score_and_the_hour(closed):
    scores = [row["score"] for row in closed.minutes["rows"]]

    assert [score.isdigit() for score in scores] == [True, True, True, True, True, False]
    assert closed.minutes["items"][-1] == "Sidang TPP ditutup pada 23 November 2026 pukul 09.12."


def test_minutes_of_earlier_days_print_without_scores(closed):
    for row in closed.minutes["rows"]:
        del row["score"]

    assert "Skor" not in " ".join(pages(hearing_minutes.render(closed.minutes)))


def test_hearing_that_closes_a_day_later_is_scored_as_it_was_seen(batch, officer, chair, sign_in):
    """Regression: waiting counted on while the board sat, so list, minutes and agenda ranked people differently."""
    first, second = apply(batch, "Abdul"), apply(batch, "Basri")
    Application.objects.filter(pk=first.pk).update(submitted_at="2026-11-13T02:00:00Z")
    Application.objects.filter(pk=second.pk).update(submitted_at="2026-11-23T01:00:00Z")
    hearing = open_hearing(batch, officer, chair)

    seen = []
    with clock.moved_to(datetime(2026, 11, 29, 2, tzinfo=UTC)):
        client = sign_in(officer)
        page = client.get(url("selection_detail", batch)).context["page"].rows
        seen.append({one.application.person.full_name: one.total for one in page})
        for one in (first, second):
            application_decisions.decide(one, by=chair, outcome="admitted", reason="Siap", override=True)
            table = decision_table.on_the_table(one, hearing)
            seen.append(seen[0] | {one.person.full_name: table["candidate"].total})
        seen.append(_scores_of_the_agenda(client, batch))
        minutes = tpp_hearings.close_hearing(hearing, by=chair).minutes
        seen.append({row["name"]: int(row["score"]) for row in minutes["rows"]})
        seen.append(_scores_of_the_agenda(client, batch))

    assert seen == [seen[0]] * len(seen)


def _scores_of_the_agenda(client, batch):
    (text,) = pages(client.get(url("hearing_agenda", batch)).content)
    return {name: int(score) for name, score in re.findall(r"(Abdul|Basri).*?\s(\d+)\s+Diterima", text, re.DOTALL)}


def test_agenda_of_nobody_is_an_empty_list(batch, officer, sign_in):
    assert "Bahan sidang TPP" in pages(sign_in(officer).get(url("hearing_agenda", batch)).content)[0]


def test_agenda_stands_in_for_a_sign_that_its_letters_lack(batch, officer, sign_in):
    apply(batch, "Abdul 漢 Hadi")

    answer = sign_in(officer).get(url("hearing_agenda", batch))

    assert answer.status_code == 200
    assert "Abdul ? Hadi" in " ".join(pages(answer.content)[0].split())
