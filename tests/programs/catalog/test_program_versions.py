"""Programs and their versions: every reason, freezing, opening, and the pages of the training center."""

from dataclasses import replace

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from core.errors import RuleViolation
from programs.catalog import program_names, program_versions
from programs.catalog.models import CompetencyUnit, Program, ProgramUnit, ProgramVersion
from programs.catalog.program_versions import Facts, UnitRow
from programs.catalog.unit_codes import code_key
from programs.entry_rules.models import EntryRuleSet
from tests.factories import AgreementFactory, BatchFactory, ProgramVersionFactory, UserFactory, VocationFactory
from tests.html import error_summary
from tests.reasons import codes

pytestmark = [pytest.mark.django_db, pytest.mark.engines]
ROWS = [UnitRow("C.1", "Menyiapkan", 8), UnitRow("C.2", "Mengelas", 32, is_core=False)]
FACTS = Facts(total_jp=40)


@pytest.fixture
def draft():
    return ProgramVersionFactory(state="draft", total_jp=40, units=4)


@pytest.fixture
def coordinator(draft):
    return UserFactory(roles=["blk_coordinator"], training_center=draft.program.training_center)


def address(name, row):
    return reverse(f"programs:{name}", args=[row.public_id])


@pytest.mark.parametrize(
    ("printed", "key"),
    [
        ("C.24LAS01.001.1", "C24LAS010011"),
        ("LOG.OO01.002.01", "LOGOO0100201"),
        ("LOG.0001.002.01", "LOGOO0100201"),
        ("gar.0002 003", "GAROO02003"),
        ("GAR.CM01.003.01", "GARCM0100301"),
        ("KYU.MBL.101(1)A", "KYUMBL101(1)A"),
    ],
)
def test_two_writings_of_a_code_have_one_key(printed, key):
    assert code_key(printed) == key


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, []),
        ({"total_jp": 0}, ["no_hours"]),
        ({"minutes_per_jp": 29}, ["minutes"]),
        ({"minutes_per_jp": 91}, ["minutes"]),
        ({"class_minimum": 17}, ["class_size"]),
        ({"class_minimum": 0}, ["class_size"]),
        ({"attendance_threshold": 101}, ["threshold"]),
        ({"offer_days": 0}, ["offer_days"]),
        ({"offer_days": 31}, ["offer_days"]),
        ({"appeal_days": 0}, ["appeal_days"]),
        ({"appeal_days": 61}, ["appeal_days"]),
        ({"is_without_assessment": True}, []),
        ({"is_without_assessment": True, "scheme_name": "Tukang Las"}, ["assessment"]),
        ({"is_without_assessment": True, "trainer_may_assess": True}, ["assessment"]),
    ],
)
def test_each_reason_against_the_facts(change, expected):
    assert codes(program_versions.facts_blockers(replace(FACTS, **change))) == expected


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (ROWS, []),
        ([ROWS[0], ROWS[0]], ["unit_twice"]),
        ([replace(ROWS[0], jp=0)], ["unit_without_hours"]),
        ([replace(ROWS[0], criteria=("x" * 300,) * 30)], []),
        ([replace(ROWS[0], criteria=("x" * 301,))], ["criteria"]),
        ([replace(ROWS[0], criteria=("x",) * 31)], ["criteria"]),
        ([replace(ROWS[0], code=f"C.{number}") for number in range(60)], []),
        ([replace(ROWS[0], code=f"C.{number}") for number in range(61)], ["too_many_units"]),
        ([], []),
    ],
)
def test_each_reason_against_the_units(rows, expected):
    assert codes(program_versions.unit_blockers(rows)) == expected


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"total_jp": 40, "units": 4}, []),
        ({"total_jp": 40, "units": 0}, ["no_units"]),
        ({"state": "retired"}, ["not_a_draft"]),
    ],
)
def test_each_reason_against_opening(fields, expected):
    version = ProgramVersionFactory(**{"state": "draft", **fields})

    assert codes(program_versions.opening_blockers(version)) == expected


@pytest.mark.parametrize(
    ("name", "title", "expected"),
    [
        ("Dasar Tata Boga", "Membuat Roti Manis", []),
        ("Las Bersertifikat", "Membuat Roti Manis", ["claim"]),
        ("Dasar Tata Boga", "Unit Kompetensi Roti", ["claim"]),
    ],
)
def test_course_without_assessment_promises_nothing_in_its_words(name, title, expected, draft, coordinator):
    Program.objects.update(name=name)
    ProgramUnit.objects.filter(position=1).update(title=title)
    assert codes(program_versions.opening_blockers(ProgramVersion.objects.get())) == []
    ProgramVersion.objects.update(is_without_assessment=True)

    assert codes(program_versions.opening_blockers(ProgramVersion.objects.get())) == expected


def test_its_program_gets_no_name_that_promises_more(draft, coordinator):
    ProgramVersion.objects.update(is_without_assessment=True)
    with pytest.raises(RuleViolation) as refused:
        program_names.rename(draft.program, by=coordinator, name="Las Bersertifikat")

    assert codes(refused) == ["claim"]
    ProgramVersion.objects.update(is_without_assessment=False)
    assert program_names.rename(draft.program, by=coordinator, name="Las Bersertifikat").name == "Las Bersertifikat"


def test_whether_a_course_is_assessed_stays_once_a_batch_uses_it(sign_in, draft, coordinator):
    BatchFactory(version=draft, training_center=draft.program.training_center)
    facts = replace(program_versions.facts_of(draft), is_without_assessment=True)

    changed = program_versions.change_version(draft, by=coordinator, facts=facts, rows=ROWS)

    assert (changed.number, changed.is_without_assessment) == (2, True)
    draft.refresh_from_db()
    assert draft.is_without_assessment is False
    page = sign_in(coordinator).get(f"{address('program_detail', draft.program)}?versi=2").content.decode()
    assert "Tanpa penilaian: pelatihan berakhir dengan surat keterangan mengikuti pelatihan" in page


def test_units_that_do_not_sum_to_the_total_hold_it_up(draft, coordinator):
    ProgramVersion.objects.update(total_jp=41)

    with pytest.raises(RuleViolation) as refused:
        program_versions.open_version(draft, by=coordinator)

    assert codes(refused.value.reasons) == ["hours_differ"]
    assert "40" in str(refused.value)
    assert "41" in str(refused.value)


def test_opening_retires_the_version_before(draft, coordinator):
    before = ProgramVersionFactory(program=draft.program, number=2)

    opened = program_versions.open_version(draft, by=coordinator)

    before.refresh_from_db()
    assert (opened.state, before.state) == ("open", "retired")
    assert opened.opened_on is not None


def test_a_code_stands_once_a_center(draft, coordinator):
    with pytest.raises(RuleViolation) as refused:
        program_versions.create_program(
            by=coordinator,
            training_center=draft.program.training_center,
            code=draft.program.code,
            name="Las",
            vocation=VocationFactory(),
            level="dasar",
            facts=FACTS,
        )

    assert codes(refused.value.reasons) == ["code_taken"]


def test_a_draft_changes_in_place(draft, coordinator):
    changed = program_versions.change_version(draft, by=coordinator, facts=replace(FACTS, class_maximum=20), rows=ROWS)

    assert (changed.pk, changed.class_maximum) == (draft.pk, 20)
    assert list(changed.units.values_list("position", "code", "jp", "is_core")) == [
        (1, "C.1", 8, True),
        (2, "C.2", 32, False),
    ]


def test_units_are_marked_as_standing_alone(draft, coordinator):
    rows = [replace(ROWS[0], block=" a "), ROWS[1]]

    changed = program_versions.change_version(draft, by=coordinator, facts=FACTS, rows=rows)

    assert list(changed.units.values_list("code", "block")) == [("C.1", "A"), ("C.2", "")]
    assert [row.block for row in program_versions.rows_of(changed)] == ["A", ""]
    assert codes(program_versions.change_blockers(changed, replace(FACTS, is_without_assessment=True), rows)) == [
        "blocks"
    ]
    assert codes(program_versions.change_blockers(changed, replace(FACTS, is_without_assessment=True), ROWS)) == []


def test_the_page_of_a_version_takes_and_shows_blocks(sign_in, draft, coordinator):
    client, edit = sign_in(coordinator), address("program_version_edit", draft)
    form = client.get(edit).context["rows"].forms[0]
    assert client.get(edit).content.decode().count("-block") > 4
    ProgramUnit.objects.filter(position=1).update(block="B")

    page = client.get(address("program_detail", draft.program)).content.decode()

    assert form["block"].label == "Kelompok"
    assert "berdiri sendiri, kelompok B" in " ".join(page.split())


def test_criteria_are_frozen_with_the_units_of_their_version(draft, coordinator):
    rows = [replace(ROWS[0], criteria=("Alat diperiksa", "Alat pelindung dipakai")), ROWS[1]]
    first = program_versions.change_version(draft, by=coordinator, facts=FACTS, rows=rows)
    ProgramVersion.objects.update(state="open")

    made = program_versions.change_version(
        first, by=coordinator, facts=FACTS, rows=[replace(ROWS[0], criteria=("Lain",))]
    )

    assert [one.text for one in first.units.get(code="C.1").criteria.all()] == [
        "Alat diperiksa",
        "Alat pelindung dipakai",
    ]
    assert [one.text for one in made.units.get(code="C.1").criteria.all()] == ["Lain"]


@pytest.mark.parametrize("used", [True, False])
def test_a_frozen_version_stays_and_the_next_one_is_made(used):
    version = ProgramVersionFactory(state="draft" if used else "open", total_jp=40)
    EntryRuleSet.objects.create(
        version=version, number=1, state="in_force", parts={"age": {"minimum": 18}}, valid_from="2026-01-01"
    )
    if used:
        BatchFactory(version=version, training_center=version.program.training_center)
    before = list(version.units.values())
    user = UserFactory(roles=["blk_coordinator"], training_center=version.program.training_center)

    if used:
        ProgramVersion.objects.filter(pk=version.pk).update(state="retired")
    made = program_versions.change_version(version, by=user, facts=FACTS, rows=ROWS)

    assert list(version.units.values()) == before
    assert (made.number, made.state, made.units.count()) == (2, "draft", 2)
    assert [one.parts for one in made.entry_rule_sets.all()] == [{"age": {"minimum": 18}}]


def test_only_one_draft_is_made_at_a_time(coordinator, draft):
    opened = ProgramVersionFactory(program=draft.program, number=2)

    with pytest.raises(RuleViolation) as refused:
        program_versions.change_version(opened, by=coordinator, facts=FACTS, rows=ROWS)

    assert codes(refused.value.reasons) == ["draft_exists"]


def test_a_program_is_drafted_filled_and_opened_by_form(sign_in):
    user = UserFactory(roles=["blk_coordinator"])
    unit = CompetencyUnit.objects.create(
        vocation=VocationFactory(), code="LOG.OO01.002.01", code_key="LOGOO0100201", title="Mengelas"
    )
    client = sign_in(user)
    facts = {
        "total_jp": "12",
        "minutes_per_jp": "45",
        "class_minimum": "10",
        "class_maximum": "16",
        "attendance_threshold": "80",
        "late_entry_days": "3",
        "offer_days": "2",
        "appeal_days": "7",
    }

    client.post(
        reverse("programs:program_new"),
        {**facts, "code": "LAS-X", "name": "Las", "vocation": VocationFactory().pk, "level": "dasar"},
    )
    version = Program.objects.get(code="LAS-X").versions.get()
    rows = {
        "units-TOTAL_FORMS": "3",
        "units-INITIAL_FORMS": "0",
        "units-0-position": "2",
        "units-0-code": "C.1",
        "units-0-title": "Menyiapkan",
        "units-0-jp": "8",
        "units-1-position": "1",
        "units-1-code": "LOG.0001.002.01",
        "units-1-title": "Mengelas",
        "units-1-jp": "4",
        "units-1-is_core": "on",
        "units-1-criteria": "Alat diperiksa\r\n\r\n  Jalur rapi ",
    }
    saved = client.post(address("program_version_edit", version), {**facts, **rows})
    opened = client.post(address("program_version_open", version))

    version.refresh_from_db()
    assert (saved.status_code, opened.status_code, version.state) == (302, 302, "open")
    assert list(version.units.values_list("position", "code", "jp", "is_core", "unit")) == [
        (1, "LOG.0001.002.01", 4, True, unit.pk),
        (2, "C.1", 8, False, None),
    ]
    criteria = version.units.get(position=1).criteria
    assert list(criteria.values_list("position", "text")) == [(1, "Alat diperiksa"), (2, "Jalur rapi")]


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ({"units-0-code": "C.1", "units-0-title": "", "units-0-jp": "8"}, "title"),
        ({"units-0-code": "C.1", "units-0-title": "Mengelas", "units-0-jp": ""}, "jp"),
    ],
)
def test_a_unit_that_is_not_complete_comes_back(sign_in, draft, coordinator, row, field):
    facts = {name: str(value) for name, value in vars(FACTS).items() if not isinstance(value, bool)}
    before = list(draft.units.values())

    answer = sign_in(coordinator).post(
        address("program_version_edit", draft), {**facts, "units-TOTAL_FORMS": "1", "units-INITIAL_FORMS": "0", **row}
    )

    assert (answer.status_code, list(draft.units.values())) == (422, before)
    assert list(answer.context["rows"].forms[0].errors) == [field]


def test_faults_in_units_are_told_on_top_with_their_rows(sign_in, draft, coordinator):
    facts = {name: str(value) for name, value in vars(FACTS).items() if not isinstance(value, bool)}
    fields = {**facts, "total_jp": "x", "units-TOTAL_FORMS": "3", "units-INITIAL_FORMS": "0"}
    fields |= {"units-0-code": "A.1", "units-0-title": "Satu", "units-0-jp": "doa"}
    fields |= {"units-1-code": "A.2", "units-1-jp": "4", "units-2-jp": "0"}

    answer = sign_in(coordinator).post(address("program_version_edit", draft), fields)

    assert (answer.status_code, answer.content.count(b'class="error-summary"')) == (422, 1)
    assert error_summary(answer.content.decode()) == [
        ("id_units-0-jp", "A.1, JP: Tulis angka bulat."),
        ("id_units-1-title", "A.2, Judul unit: Isi bagian ini, atau kosongkan kode agar unit tidak dipakai."),
        ("id_units-2-jp", "Baris 3, JP: Angka ini paling sedikit 1."),
        ("id_total_jp", "Total JP: Tulis angka bulat."),
    ]


def test_a_version_that_cannot_be_opened_says_why(sign_in, draft, coordinator):
    ProgramVersion.objects.update(total_jp=41)

    shown = sign_in(coordinator).get(address("program_detail", draft.program))
    refused = sign_in(coordinator).post(address("program_version_open", draft))

    assert codes(shown.context["blockers"]) == ["hours_differ"]
    assert refused.status_code == 422


def test_a_version_without_units_leads_to_where_they_are_added(sign_in, draft, coordinator):
    draft.units.all().delete()
    page, where = address("program_detail", draft.program), address("program_version_units", draft)

    def is_led(user):
        return f'href="{where}"' in sign_in(user).get(page).content.decode()

    assert is_led(coordinator)
    assert not is_led(UserFactory(roles=["instructor"], training_center=draft.program.training_center))


def test_an_older_version_can_be_looked_at(sign_in, draft, coordinator):
    ProgramVersionFactory(program=draft.program, number=2)
    client = sign_in(coordinator)

    assert client.get(address("program_detail", draft.program)).context["version"].number == 2
    assert client.get(address("program_detail", draft.program) + "?versi=1").context["version"].number == 1
    assert client.get(address("program_detail", draft.program) + "?versi=9").context["version"].number == 2


def test_a_facility_sees_the_programs_of_its_partners_only(sign_in, draft):
    agreement = AgreementFactory(training_center=draft.program.training_center)
    other = ProgramVersionFactory()
    client = sign_in(UserFactory(roles=["training_officer"], facility=agreement.facility))

    assert client.get(address("program_detail", draft.program)).status_code == 200
    assert client.get(address("program_detail", other.program)).status_code == 404
    assert client.get(address("program_version_edit", draft)).status_code == 403


@pytest.mark.parametrize("name", ["program_version_edit", "program_version_open"])
def test_another_center_finds_no_version(sign_in, draft, name):
    client = sign_in(UserFactory(roles=["blk_coordinator"]))

    assert client.post(address(name, draft)).status_code == 404


@pytest.mark.parametrize("count", [1, 30])
def test_the_list_costs_the_same_for_one_row_and_for_thirty(sign_in, django_assert_num_queries, count):
    first = ProgramVersionFactory()
    for _number in range(count - 1):
        ProgramVersionFactory(program__training_center=first.program.training_center)
    client = sign_in(UserFactory(roles=["blk_coordinator"], training_center=first.program.training_center))

    client.get(reverse("programs:program_list"))
    with django_assert_num_queries(4):
        page = client.get(reverse("programs:program_list"))

    assert len(page.context["page"]) == count


@pytest.mark.parametrize(("query", "found"), [("?q=LOG.00", 1), ("?q=mengelas", 1), ("?q=zzz", 0), ("?vocation=it", 0)])
def test_units_are_found_by_code_and_title(sign_in, coordinator, query, found):
    CompetencyUnit.objects.create(
        vocation=VocationFactory(), code="LOG.OO01.002.01", code_key="LOGOO0100201", title="Mengelas"
    )

    page = sign_in(coordinator).get(reverse("programs:unit_list") + query)

    assert len(page.context["page"]) == found


@pytest.mark.parametrize(
    "change",
    [
        {"class_maximum": 1},
        {"attendance_threshold": 101},
        {"minutes_per_jp": 10},
    ],
)
def test_the_database_refuses_what_a_version_cannot_be(draft, change):
    with pytest.raises(IntegrityError), transaction.atomic():
        ProgramVersion.objects.filter(pk=draft.pk).update(**change)


def test_the_database_refuses_a_second_open_version_and_a_unit_twice(draft):
    ProgramVersionFactory(program=draft.program, number=2)
    with pytest.raises(IntegrityError), transaction.atomic():
        ProgramVersion.objects.filter(pk=draft.pk).update(state="open")
    for change in ({"position": 2}, {"code": draft.units.all()[1].code}, {"jp": 0}):
        with pytest.raises(IntegrityError), transaction.atomic():
            ProgramUnit.objects.filter(pk=draft.units.first().pk).update(**change)
