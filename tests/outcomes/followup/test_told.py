"""What is told: kept beside what was told before, by rule in the trade, and never by hearsay at work."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import RuleViolation
from outcomes.followup import told, trade_rule
from outcomes.followup.codes import DERIVED, WORKING, Evidence, OutcomeStatus
from outcomes.followup.evidence import best
from outcomes.followup.models.outcomes import FollowUp, Outcome
from outcomes.followup.told import Told, note_outcome
from outcomes.needs.neutral_words import words_found
from tests.factories.certification import UnitResultFactory
from tests.factories.followup import ConsentFactory, FollowUpFactory, OutcomeFactory, contact

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)


def answers(status="MENCARI", evidence="E2", **more):
    return Told(status, evidence, **{"told_on": TODAY, **more})


def keep(wave, **more):
    return note_outcome(wave.consent, by=wave.consent.recorded_by, told=answers(**more), follow_up=wave)


def test_an_answer_ends_the_wave():
    wave = FollowUpFactory()

    kept = keep(wave, hindrance="MODAL", help_wanted="LOWONGAN")

    wave.refresh_from_db()
    assert (kept.wave, kept.status, kept.is_in_trade, kept.hindrance, wave.state) == (
        "m3",
        "MENCARI",
        None,
        "MODAL",
        "done",
    )


def test_hearsay_is_kept_and_ends_nothing():
    wave = FollowUpFactory()

    keep(wave, evidence="E1")

    wave.refresh_from_db()
    assert (wave.state, Outcome.objects.count()) == ("open", 1)


@pytest.mark.parametrize(
    ("status", "occupation", "units", "expected"),
    [
        ("KERJA_LAIN", "Tukang las pagar", (), ("KERJA_SESUAI", True)),
        ("KERJA_SESUAI", "Kasir toko", (), ("KERJA_LAIN", False)),
        ("KERJA_SESUAI", "Kasir toko kelas malam", (), ("KERJA_LAIN", False)),
        ("USAHA_LAIN", "Bikin pagar", ("C.24LAS01.001.1",), ("USAHA_SESUAI", True)),
        ("HARIAN", "Las kanopi", (), ("HARIAN", True)),
        ("HARIAN", "Angkut pasir", (), ("HARIAN", False)),
    ],
)
def test_the_trade_is_told_by_the_rule(status, occupation, units, expected):
    wave = FollowUpFactory()
    place = wave.consent.person.enrollments.get()
    UnitResultFactory(enrollment=place)

    kept = keep(wave, status=status, occupation=occupation, units_used=units)

    assert (kept.status, kept.is_in_trade) == expected
    assert kept.rule_version == trade_rule.RULE_VERSION


def test_the_holder_says_the_trade_and_the_wave_in_whose_window_it_falls_is_done():
    wave = FollowUpFactory()
    kept = note_outcome(wave.consent, by=None, told=answers("KERJA_LAIN", "E3", says_in_trade=True, occupation="Toko"))

    wave.refresh_from_db()
    assert (kept.status, kept.rule_version, kept.wave, wave.state) == ("KERJA_SESUAI", "KATA-SENDIRI-v1", "m3", "done")


def test_a_report_between_the_windows_belongs_to_no_wave():
    consent = ConsentFactory()

    assert note_outcome(consent, by=None, told=answers(evidence="E3")).wave is None


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"status": "KEMBALI"}, "status"),
        ({"status": "PUTUS"}, "status"),
        ({"status": "DITARIK"}, "status"),
        ({"status": "HARIAN", "evidence": "E1"}, "hearsay"),
        ({"evidence": "E3"}, "evidence"),
        ({"evidence": "E9"}, "evidence"),
        ({"told_on": date(2026, 11, 24)}, "day"),
        ({"told_on": date(2026, 8, 1)}, "day"),
        ({"works_since": date(2026, 12, 1)}, "since"),
        ({"hours_band": "99"}, "code"),
        ({"occupation": "Las di Rutan"}, "occupation_words"),
        ({"occupation": "x" * 61}, "long"),
        ({"suggestion": "Tambah praktik"}, "suggestion"),
        ({"units_used": ("X.1",)}, "units"),
    ],
)
def test_an_answer_is_refused(changes, code):
    wave = FollowUpFactory()
    with pytest.raises(RuleViolation) as refused:
        keep(wave, **changes)

    assert {reason.code for reason in refused.value.reasons} == {code}
    assert Outcome.objects.count() == 0


@pytest.mark.parametrize(
    "word", ["rutan", "lapas", "tahanan", "narapidana", "WBP", "bebas", "napi", "kasus", "hukuman"]
)
def test_forbidden_words_are_found_in_any_case(word):
    assert words_found(f"Setelah {word.title()} saya jualan") != []


@pytest.mark.parametrize("text", ["Serutan kayu", "Kebebasan waktu", "Tukang las", "Napitupulu Jaya", "bagian gudang"])
def test_words_of_work_are_not(text):
    assert words_found(text) == []


def test_a_death_ends_further_waves_and_contacts():
    wave = FollowUpFactory()
    later = FollowUpFactory(consent=wave.consent, wave="m6")
    contact(wave.consent)

    keep(wave, status="WAFAT", evidence="E1")

    assert [FollowUp.objects.get(pk=one.pk).state for one in (wave, later)] == ["stopped", "stopped"]
    assert wave.consent.contacts.count() == 0


def test_without_work_what_belongs_to_work_is_not_kept():
    kept = keep(FollowUpFactory(), status="SAKIT", occupation="Las", hours_band="35+", works_since=date(2026, 9, 1))

    assert (kept.occupation, kept.hours_band, kept.works_since, kept.rule_version) == ("", "", None, "")


@given(
    st.lists(
        st.tuples(
            st.sampled_from(sorted(set(OutcomeStatus.values) - DERIVED)),
            st.sampled_from(Evidence.values),
            st.integers(1, 28),
        )
    )
)
def test_hearsay_makes_nobody_working_and_the_best_evidence_counts(rows):
    made = [
        Outcome(pk=n, status=status, evidence=evidence, told_on=date(2026, 11, day))
        for n, (status, evidence, day) in enumerate(rows)
    ]
    counts = best(made)

    told_rows = [row for row in rows if row[1] != "E1"]
    if counts is None:
        assert all(status in WORKING for status, _evidence, _day in rows)
    elif told_rows:
        assert counts.evidence == max(row[1] for row in told_rows)
    else:
        assert counts.status not in WORKING


def test_with_whom_and_where_are_kept_of_work_alone():
    work = {"employer": " Bengkel Karya ", "place": "Binuang"}
    kept = keep(FollowUpFactory(), status="HARIAN", **work)
    without = keep(FollowUpFactory(), status="MENCARI", **work)

    assert (kept.employer, kept.place, kept.words_of_work) == ("Bengkel Karya", "Binuang", ["Bengkel Karya", "Binuang"])
    assert (without.employer, without.place) == ("", "")


@pytest.mark.parametrize("name", ["occupation", "employer", "place"])
def test_words_of_work_that_tell_of_custody_are_refused(name):
    with pytest.raises(RuleViolation) as refused:
        keep(FollowUpFactory(), status="HARIAN", **{name: "Kantin lapas"})

    assert ([reason.code for reason in refused.value.reasons], Outcome.objects.count()) == ([f"{name}_words"], 0)


def test_help_is_seen_to_once():
    asked = OutcomeFactory(help_wanted="LOWONGAN")

    for _ in range(2):
        told.note_help_given(asked, by=asked.recorded_by)

    asked.refresh_from_db()
    assert asked.help_given_at is not None
