"""Employers, contacts and need records: each reason against them, and what is written."""

from dataclasses import replace
from datetime import date

import pytest
from django.core.files.storage import default_storage

from core.errors import RuleViolation
from core.models import AuditEvent
from outcomes.needs import employer_book, need_recording
from outcomes.needs.employer_book import Facts
from outcomes.needs.models import Employer, EmployerContact, NeedRecord
from outcomes.needs.need_recording import Asked, Job
from tests.conftest import MONDAY
from tests.factories import ProgramVersionFactory, TrainingCenterFactory, UserFactory, VocationFactory
from tests.factories.needs import EmployerFactory, NeedRecordFactory
from tests.reasons import codes

pytestmark = pytest.mark.django_db
TODAY = MONDAY.date()
PDF = b"%PDF-1.7\n1 0 obj\n"


@pytest.fixture
def center():
    return TrainingCenterFactory()


@pytest.fixture
def officer(center):
    return UserFactory(roles=["placement_officer"], training_center=center)


@pytest.fixture
def version(center):
    return ProgramVersionFactory(program__training_center=center)


def facts(**changes):
    return Facts(**{"name": "Bengkel Karya", "field": "Las", "village": "Binuang", **changes})


def job(version, **changes):
    return Job(**{"job": "Tukang las", "vocation": version.program.vocation, "number": 6, **changes})


def asked(**changes):
    return Asked(**{"kind": "KUN", "recorded_on": TODAY, "source": "Pemilik", **changes})


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, []),
        ({"name": " "}, ["unnamed"]),
        ({"field": ""}, ["unnamed"]),
        ({"telephone": "0812 tanya dulu"}, ["telephone"]),
        ({"contact_hours": "Senin pagi"}, ["no_consent"]),
        ({"contact_way": "letter", "may_contact": True}, ["way"]),
        ({"may_contact": True, "attitudes": ("STOP",)}, ["stopped"]),
        ({"attitudes": ("GALAK",)}, ["attitude"]),
        ({"attitudes": ("SKCK_WAJIB", "SKCK_TIDAK")}, ["skck"]),
        ({"attitudes": ("TERIMA", "PENUH")}, ["full"]),
        ({"contact_title": "mantan napi"}, ["word"]),
        ({"name": "Kantin Lapas"}, ["word"]),
    ],
)
def test_each_reason_against_an_employer(officer, change, expected):
    assert codes(employer_book.fact_blockers(facts(**change), by=officer)) == expected


def test_an_employer_stands_once_and_only_the_center_keeps_it(officer):
    employer = employer_book.add_employer(by=officer, facts=facts())
    head = UserFactory(roles=["blk_head"], training_center=officer.training_center)
    guard = UserFactory(roles=["training_officer"])

    assert codes(employer_book.fact_blockers(facts(), by=officer)) == ["known"]
    assert codes(employer_book.fact_blockers(facts(), by=officer, employer=employer)) == []
    assert codes(employer_book.fact_blockers(facts(name="Lain"), by=head)) == ["not_the_center"]
    assert codes(employer_book.fact_blockers(facts(name="Lain"), by=guard)) == ["not_the_center"]


@pytest.mark.parametrize(
    ("name", "village", "expected"),
    [
        ("bengkel karya", "Binuang", ["known"]),
        ("  BENGKEL   Karya ", " binuang", ["known"]),
        ("Bengkel Karya", "", ["known"]),
        ("Bengkel Karya", "Rantau", []),
        ("Bengkel Karya Baru", "Binuang", []),
    ],
)
def test_an_employer_is_known_whatever_the_case_and_spaces(officer, name, village, expected):
    employer = employer_book.add_employer(by=officer, facts=facts())
    EmployerFactory(name=name, village=village)

    found = employer_book.fact_blockers(facts(name=name, village=village), by=officer)

    assert codes(found) == expected
    assert all("Bengkel Karya, Binuang" in reason.message for reason in found)
    assert codes(employer_book.fact_blockers(facts(name=name, village=village), by=officer, employer=employer)) == []


def test_twins_that_are_there_already_can_still_be_changed(officer):
    employer = employer_book.add_employer(by=officer, facts=facts())
    EmployerFactory(training_center=officer.training_center, name="BENGKEL KARYA", village="Binuang")

    assert codes(employer_book.fact_blockers(facts(workers=4), by=officer, employer=employer)) == []


def test_the_telephone_number_is_kept_sealed_and_audited_nowhere(officer):
    employer = employer_book.add_employer(by=officer, facts=facts(telephone="0813 0000 4410"))
    changed = employer_book.change_employer(
        employer, by=officer, facts=replace(employer_book.facts_of(employer), workers=12)
    )

    assert (changed.telephone, changed.workers) == ("0813 0000 4410", 12)
    assert "4410" not in changed.telephone_sealed
    assert AuditEvent.objects.get(action="employer.change").details == {"fields": ["workers"]}


@pytest.mark.parametrize(
    ("answered", "silent"),
    [
        ([], False),
        ([False], False),
        ([False, False], True),
        ([True, False, False], False),
        ([False, False, True], True),
    ],
)
def test_an_employer_is_silent_after_two_contacts_without_answer(answered, silent):
    assert employer_book.is_silent(answered) is silent


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, []),
        ({"kind": "letter"}, ["kind"]),
        ({"held_on": date(2026, 11, 24)}, ["in_future"]),
        ({"offered": "dua orang yang baru bebas"}, ["word"]),
    ],
)
def test_each_reason_against_a_contact(officer, change, expected):
    employer = EmployerFactory(training_center=officer.training_center)
    values = {"kind": "visit", "held_on": TODAY, **change}

    assert codes(employer_book.contact_blockers(employer, by=officer, **values)) == expected


def test_who_asked_not_to_be_contacted_is_left_alone(officer):
    employer = EmployerFactory(training_center=officer.training_center, attitudes=["STOP"], may_contact=False)

    with pytest.raises(RuleViolation) as refused:
        employer_book.record_contact(employer, by=officer, kind="call", held_on=TODAY)

    assert (codes(refused.value.reasons), EmployerContact.objects.count()) == (["stopped"], 0)


@pytest.mark.parametrize(
    ("change", "line", "expected"),
    [
        ({}, {}, []),
        ({"kind": "RAMAL"}, {}, ["kind"]),
        ({"source": " "}, {}, ["no_source"]),
        ({"recorded_on": date(2026, 11, 24)}, {}, ["in_future"]),
        ({"papers": ("AKTA",)}, {}, ["papers"]),
        ({"must": frozenset({"A", "B"}), "nice": frozenset({"B"})}, {}, ["units"]),
        ({}, {"job": ""}, ["no_job"]),
        ({}, {"number": 0}, ["nobody"]),
        ({}, {"terms": "weekly"}, ["terms"]),
        ({}, {"wage_least": 3_000_000, "wage_most": 2_000_000}, ["wages"]),
        ({}, {"begins": "2027-13"}, ["begins"]),
        ({"lacking": "mantan narapidana"}, {}, ["word"]),
        ({}, {"job": "Petugas rutan"}, ["word"]),
    ],
)
def test_each_reason_against_a_need(officer, version, change, line, expected):
    employer = EmployerFactory(training_center=officer.training_center)

    found = need_recording.need_blockers(asked(**change), [job(version, **line)], by=officer, employer=employer)

    assert codes(found) == expected


def test_a_vacancy_needs_an_employer_of_the_own_center_and_other_news_need_none(officer, version):
    def ask(kind, employer):
        return codes(need_recording.need_blockers(asked(kind=kind), [job(version)], by=officer, employer=employer))

    assert ask("LOW", None) == ["no_employer"]
    assert ask("DESA", None) == []
    assert ask("KUN", EmployerFactory()) == ["foreign_employer"]


@pytest.mark.parametrize("count", [0, 4])
def test_one_to_three_jobs_stand_on_a_form(officer, version, count):
    employer = EmployerFactory(training_center=officer.training_center)

    found = need_recording.need_blockers(asked(), [job(version)] * count, by=officer, employer=employer)

    assert codes(found) == ["jobs"]


def test_a_whole_form_becomes_employer_visit_and_needs_with_the_units_of_their_vocation(officer, version):
    sewing_trade = VocationFactory(code="sewing", name="Jahit")
    sewing = ProgramVersionFactory(
        program__training_center=officer.training_center,
        program__vocation=sewing_trade,
        units=0,
    )
    lines = [job(version), job(sewing, job="Penjahit", number=2), job(version, job="Pembantu", number=1)]
    codes_taught = [unit.code for unit in version.units.all()]

    employer = need_recording.record_form(
        by=officer,
        facts=facts(contact_name="H. Syarkawi"),
        asked=asked(must=frozenset(codes_taught[:2]), nice=frozenset(codes_taught[2:3]), papers=("SKCK", "KTP")),
        jobs=lines,
    )

    needs = list(employer.needs.order_by("pk"))
    assert [(need.job, need.number, need.papers) for need in needs] == [
        ("Tukang las", 6, ["KTP", "SKCK"]),
        ("Penjahit", 2, ["KTP", "SKCK"]),
        ("Pembantu", 1, ["KTP", "SKCK"]),
    ]
    assert [(unit.code, unit.is_must) for unit in needs[0].units.all()] == [
        (codes_taught[0], True),
        (codes_taught[1], True),
        (codes_taught[2], False),
    ]
    assert [need.units.count() for need in needs] == [3, 0, 3]
    assert employer.contacts.get().met == "H. Syarkawi"
    assert needs[0].valid_until == date(2028, 5, 23)


def test_a_form_with_one_wrong_line_writes_nothing_at_all(officer, version):
    with pytest.raises(RuleViolation) as refused:
        need_recording.record_form(
            by=officer, facts=facts(), asked=asked(), jobs=[job(version), job(version, number=0)]
        )

    assert codes(refused.value.reasons) == ["nobody"]
    assert (Employer.objects.count(), NeedRecord.objects.count(), EmployerContact.objects.count()) == (0, 0, 0)


def test_a_record_is_withdrawn_once_with_a_neutral_reason(officer):
    need = NeedRecordFactory(training_center=officer.training_center)

    assert codes(need_recording.withdraw_blockers(need, by=officer, reason="salah")) == ["reason_missing"]
    assert codes(need_recording.withdraw_blockers(need, by=officer, reason="takut mantan napi")) == ["word"]
    done = need_recording.withdraw(need, by=officer, reason="Usaha sudah tutup")
    assert (done.withdrawn_on, done.withdrawn_why) == (TODAY, "Usaha sudah tutup")
    assert codes(need_recording.withdraw_blockers(done, by=officer, reason="Usaha sudah tutup")) == ["withdrawn"]


def test_a_scan_replaces_the_one_before(officer, django_capture_on_commit_callbacks):
    need = need_recording.attach_scan(
        NeedRecordFactory(training_center=officer.training_center), by=officer, content=PDF
    )
    old = need.scan.name

    with django_capture_on_commit_callbacks(execute=True):
        need = need_recording.attach_scan(need, by=officer, content=b"\x89PNG\r\n\x1a\nrest")

    assert (default_storage.exists(old), need.scan.name.endswith(".png")) == (False, True)


@pytest.mark.parametrize("role", ["training_officer", "rutan_head", "regional_viewer"])
def test_nobody_outside_the_center_finds_an_employer_or_a_need(role):
    NeedRecordFactory()
    stranger = UserFactory(roles=[role])

    assert Employer.objects.visible_to(stranger).count() == NeedRecord.objects.visible_to(stranger).count() == 0
