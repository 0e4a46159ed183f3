"""Results from a file: shown before anything is written, stored as shown, and the same file twice changes nothing."""

import json
from datetime import date

import pytest
from django.utils import translation

from certification.outside_tests import candidate_list, held_tests, result_import, test_outcomes
from certification.outside_tests.models.blanks import BlankSerial
from certification.outside_tests.models.tests import OutsideCandidate
from certification.outside_tests.result_columns import Field
from certification.outside_tests.result_comparison import Kind
from certification.outside_tests.result_files import RESULTS
from core import crypto
from core.errors import RuleViolation
from core.exporting import as_xlsx
from core.models import AuditEvent
from inmates.imports import kept_lists
from tests.factories.certification import staff
from tests.factories.outside import SCHEME, blanks, candidate, certified, results_file
from tests.inmates.imports.builders import book
from tests.reasons import codes

pytestmark = pytest.mark.django_db
NIK = "6305011705950001"
OTHER_NIK = "6305011705950002"
ISSUED = date(2026, 11, 18)


@pytest.fixture
def ahmad(test):
    return candidate(test, name="Ahmad Noor", nik=NIK)


@pytest.fixture
def siti(test):
    return candidate(test, name="Siti Rahmah")


def taken_in(test, officer, *rows, data=None):
    """An import whose columns are as recognized."""
    found = result_import.receive(data or results_file(*rows), test=test, by=officer)
    mapping = {head["index"]: Field(head["field"]) for head in found.headers if head["field"]}
    return result_import.map_columns(found, by=officer, mapping=mapping)


def accept(found, officer, *, reason="", rows=None):
    comparison = result_import.comparison_of(found)
    rows = rows if rows is not None else [line.row for line in comparison.to_store()]
    return result_import.accept(found, by=officer, seen=result_import.seal_of(comparison), rows=rows, reason=reason)


def row(name, nik="", result="", number="", serial="", issued_on="", until=""):
    return (1, name, nik, result, number, "", serial, issued_on, until)


def kinds(found):
    return [(line.row, line.kind.value) for line in result_import.comparison_of(found).lines]


@pytest.mark.engines
def test_comparison_shows_what_would_change_and_writes_nothing(test, officer, ahmad, siti):
    quiet = candidate(test, name="Zainal")
    found = taken_in(test, officer, row("Ahmad Noor", NIK, "K", "953 1", "", ISSUED), row("Siti Rahmah", "", "BK"))

    comparison = result_import.comparison_of(found)

    assert [(line.candidate, line.kind, line.changes) for line in comparison.lines] == [
        (
            ahmad,
            Kind.NEW,
            [
                ("result", "", "K"),
                ("certificate_number", "", "953 1"),
                ("issued_on", None, ISSUED),
                ("valid_until", None, date(2029, 11, 18)),
            ],
        ),
        (siti, Kind.NEW, [("result", "", "BK")]),
    ]
    assert comparison.missing == (quiet,)
    assert not OutsideCandidate.objects.exclude(result="").exists()


@pytest.mark.engines
def test_accepted_rows_are_stored_and_nothing_of_the_file_is_kept(test, officer, ahmad, siti):
    sheet = blanks(test.training_center)[0]
    found = taken_in(
        test, officer, row("Ahmad Noor", NIK, "K", "953 1", sheet.serial, ISSUED), row("Siti Rahmah", "", "BK")
    )

    found = accept(found, officer)

    ahmad.refresh_from_db()
    assert test_outcomes.outcome_of(ahmad) == test_outcomes.Outcome(
        "K", "953 1", "", sheet.serial, ISSUED, date(2029, 11, 18)
    )
    assert (found.state, found.sealed_table, found.settled_by) == ("accepted", "", officer)
    assert found.counts == {"new": 2, "changed": 0, "unchanged": 0, "rejected": 0, "stored": 2}
    assert BlankSerial.objects.get(candidate=ahmad).state == "used"
    assert AuditEvent.objects.filter(action="outside_result.record").count() == 2


@pytest.mark.engines
def test_same_file_twice_changes_nothing(test, officer, ahmad, siti):
    rows = [row("Ahmad Noor", NIK, "K", "953 1", "", ISSUED), row("Siti Rahmah", "", "BK")]
    accept(taken_in(test, officer, *rows), officer)

    again = taken_in(test, officer, *rows)

    assert kinds(again) == [(2, "unchanged"), (3, "unchanged")]
    with pytest.raises(RuleViolation) as refused:
        accept(again, officer)
    assert codes(refused.value.reasons) == ["nothing"]


@pytest.mark.engines
def test_list_that_the_body_filled_in_comes_back(test, officer, ahmad, siti):
    rows = candidate_list.rows(test, candidate_list.candidates_of(test))
    for answer in rows:
        answer[18:20] = ["Kompeten", f"953 {answer[0]}"]
        answer[22] = ISSUED

    found = taken_in(test, officer, data=as_xlsx(candidate_list.HEADS, rows))
    accept(found, officer)

    assert list(test.candidates.values_list("enrollment__person__full_name", "certificate_number", "valid_until")) == [
        ("Ahmad Noor", "953 1", date(2029, 11, 18)),
        ("Siti Rahmah", "953 2", date(2029, 11, 18)),
    ]


def test_empty_cells_take_nothing_away(test, officer):
    held = certified(test, name="Ahmad Noor", number="953 1", registration_number="REG.1")

    found = taken_in(test, officer, row("Ahmad Noor", "", "K", "953 1", "", ISSUED))

    assert kinds(found) == [(2, "unchanged")]
    assert held.registration_number == "REG.1"


@pytest.mark.engines
def test_only_chosen_rows_are_stored(test, officer, ahmad, siti):
    found = taken_in(test, officer, row("Ahmad Noor", NIK, "K"), row("Siti Rahmah", "", "BK"))

    accept(found, officer, rows=[3])

    assert sorted(test.candidates.values_list("enrollment__person__full_name", "result")) == [
        ("Ahmad Noor", ""),
        ("Siti Rahmah", "BK"),
    ]


@pytest.mark.engines
def test_certificate_of_a_form_without_results_means_competent(test, officer, ahmad):
    heads = ("No", "Nama Kandidat", "Skema", "No. Sertifikat", "Tanggal Terbit", "Masa Berlaku")
    data = as_xlsx(heads, [(1, "Ahmad Noor", SCHEME, "953 1", ISSUED, "3 tahun")])

    accept(taken_in(test, officer, data=data), officer)

    ahmad.refresh_from_db()
    assert (ahmad.result, ahmad.valid_until) == ("K", date(2029, 11, 18))


# Rows that are refused


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ([row("Orang Lain", "", "K")], [["nobody"]]),
        ([row("Ahmad Noor", NIK, "K"), row("Ahmad Noor", NIK, "BK")], [["twice"], ["twice"]]),
        ([row("Siti Rahmah", NIK, "K")], [["nik_of_another"]]),
        ([row("Ahmad Noor", OTHER_NIK, "K")], [["other_nik"]]),
        ([row("Ahmad Noor", NIK, "mungkin")], [["fault"]]),
        ([row("Ahmad Noor", NIK, "K", "953 1")], [["issue_missing"]]),
        (
            [row("Ahmad Noor", NIK, "K", "1", "", ISSUED), row("Siti Rahmah", "", "K", "1", "", ISSUED)],
            [["repeated"], ["repeated"]],
        ),
    ],
)
def test_rows_are_refused_with_their_reason(test, officer, ahmad, siti, rows, why):
    texts = {
        "nobody": "Nobody on the list of this test has this name or NIK.",
        "twice": "Two rows of the file are about this candidate.",
        "nik_of_another": "The NIK is of another candidate than the name. Correct the file.",
        "other_nik": "The NIK in the file is not the one that is on record for this name.",
        "fault": "The result is none of kompeten, belum kompeten, tidak hadir.",
        "issue_missing": "Write the date of issue of the certificate.",
        "repeated": "The certificate number or the serial is in two rows of the file.",
    }
    found = taken_in(test, officer, *rows)

    with _english():
        lines = result_import.comparison_of(found).lines
        assert [list(line.reasons) for line in lines] == [[texts[code] for code in codes] for codes in why]
    assert {line.kind for line in lines} == {Kind.REJECTED}


def test_namesakes_are_told_apart_by_nik_alone(test, officer, ahmad):
    second = candidate(test, name="Ahmad Noor", nik=OTHER_NIK)

    found = taken_in(test, officer, row("Ahmad Noor", "", "K"), row("Ahmad Noor", OTHER_NIK, "BK"))

    lines = result_import.comparison_of(found).lines
    assert [(line.kind, line.candidate) for line in lines] == [(Kind.REJECTED, None), (Kind.NEW, second)]


def test_row_of_another_scheme_is_refused(test, officer, ahmad):
    data = as_xlsx(("Nama", "Skema", "Hasil"), [("Ahmad Noor", "Menjahit", "K")])

    assert kinds(taken_in(test, officer, data=data)) == [(2, "rejected")]


def test_name_written_otherwise_is_found_and_shown(test, officer, ahmad):
    found = taken_in(test, officer, row("Akhmad Noor", "", "K"))

    with _english():
        line = result_import.comparison_of(found).lines[0]
    assert line.notes == ("The file writes the name as “Akhmad Noor”. Compare it with the certificate.",)
    assert (line.kind, line.candidate) == (Kind.NEW, ahmad)


def test_validity_that_is_not_three_years_is_shown(test, officer, ahmad):
    found = taken_in(test, officer, row("Ahmad Noor", 6305011705950001, "K", "953 1", "", ISSUED, date(2030, 1, 1)))

    with _english():
        line = result_import.comparison_of(found).lines[0]
    assert line.notes == (
        "The NIK in the file cannot be read; the row was found by its name.",
        "Valid until 1 Jan 2030, which is not three years after the issue.",
    )


# What is accepted is what was shown


@pytest.mark.engines
def test_changed_value_needs_a_reason(test, officer):
    certified(test, name="Ahmad Noor", number="953 1")
    found = taken_in(test, officer, row("Ahmad Noor", "", "K", "953 2", "", ISSUED))
    assert kinds(found) == [(2, "changed")]

    with pytest.raises(RuleViolation) as refused:
        accept(found, officer)
    assert codes(refused.value.reasons) == ["reason"]
    accept(found, officer, reason="LSP membetulkan nomor")

    assert test.candidates.get().certificate_number == "953 2"


def test_what_changed_since_it_was_shown_is_shown_again(test, officer, ahmad):
    found = taken_in(test, officer, row("Ahmad Noor", NIK, "K"))
    seen = result_import.seal_of(result_import.comparison_of(found))
    test_outcomes.record(ahmad, test_outcomes.Outcome("BK"), by=officer)

    with pytest.raises(RuleViolation) as refused:
        result_import.accept(found, by=officer, seen=seen, rows=[2])

    assert codes(refused.value.reasons) == ["stale"]


def test_no_row_chosen_is_refused(test, officer, ahmad):
    found = taken_in(test, officer, row("Ahmad Noor", NIK, "K"))

    with pytest.raises(RuleViolation) as refused:
        accept(found, officer, rows=[])

    assert codes(refused.value.reasons) == ["nobody"]


def test_discarded_import_keeps_nothing_and_is_over(test, officer, ahmad):
    found = taken_in(test, officer, row("Ahmad Noor", NIK, "K"))

    found = result_import.discard(found, by=officer)

    assert (found.state, found.sealed_table) == ("discarded", "")
    for act in (
        lambda: result_import.discard(found, by=officer),
        lambda: result_import.map_columns(found, by=officer, mapping={1: Field.NAME, 3: Field.RESULT}),
        lambda: result_import.accept(found, by=officer, seen="", rows=[2]),
    ):
        with pytest.raises(RuleViolation) as refused:
            act()
        assert codes(refused.value.reasons) in (["settled"], ["state"])


@pytest.mark.parametrize(
    ("mapping", "reasons"),
    [
        ({1: Field.NAME, 3: Field.RESULT}, []),
        ({3: Field.RESULT}, ["person"]),
        ({1: Field.NAME}, ["result"]),
        ({1: Field.NAME, 2: Field.NAME, 3: Field.RESULT}, ["twice"]),
    ],
)
def test_columns_that_are_needed(test, officer, ahmad, mapping, reasons):
    found = result_import.receive(results_file(row("Ahmad Noor", NIK, "K")), test=test, by=officer)

    assert codes(result_import.mapping_blockers(found, mapping)) == reasons


def test_file_waits_encrypted(test, officer, ahmad):
    found = taken_in(test, officer, row("Ahmad Noor", NIK, "K"))

    assert NIK not in found.sealed_table
    assert "Ahmad" not in found.sealed_table
    assert "Ahmad" not in str(found.headers)


def test_columns_that_nobody_chose_are_dropped(test, officer, ahmad):
    found = result_import.receive(results_file(row("Ahmad Noor", NIK, "K")), test=test, by=officer)

    found = result_import.map_columns(found, by=officer, mapping={1: Field.NAME, 3: Field.RESULT})

    assert [sorted(row.cells) for row in kept_lists.kept(found, RESULTS)[0].rows] == [[1, 3]]


def test_dropped_column_is_read_from_the_same_file_only(test, officer, ahmad):
    heads, rows = ("Nama", "Hasil", "Nilai"), [("Ahmad Noor", "K", "BK")]
    data, other = as_xlsx(heads, rows), as_xlsx(heads, [("Ahmad Noor", "BK", "K")])
    found = taken_in(test, officer, data=data)
    mapping = {0: Field.NAME, 2: Field.RESULT}

    def mapped(file):
        upload = result_import.read(file, by=officer, mapping=mapping) if file else None
        return result_import.map_columns(found, by=officer, mapping=mapping, file=upload)

    for file, code in ((None, "needs_file"), (other, "other_file")):
        with pytest.raises(RuleViolation) as refused:
            mapped(file)
        assert codes(refused.value.reasons) == [code]
    (line,) = result_import.comparison_of(mapped(data)).lines
    assert line.changes == [("result", "", "BK")]


def test_column_under_an_unknown_heading_can_be_chosen_without_the_file(test, officer, ahmad):
    data = as_xlsx(("Nama", "Keterangan LSP", "No. Sertifikat"), [("Ahmad Noor", "BK", "")])
    found = result_import.receive(data, test=test, by=officer)

    found = result_import.map_columns(found, by=officer, mapping={0: Field.NAME, 1: Field.RESULT})

    assert [line.changes for line in result_import.comparison_of(found).lines] == [[("result", "", "BK")]]


def test_another_sheet_of_the_file_is_read(test, officer, ahmad):
    data = book(Gelombang_1=[("Nama", "Hasil"), ("Siti", "K")], Gelombang_2=[("Nama", "Hasil"), ("Ahmad Noor", "BK")])
    found = taken_in(test, officer, data=data)
    assert (found.sheet, found.other_lists) == ("Gelombang_1", ["Gelombang_2"])

    found = result_import.choose_sheet(found, by=officer, name="Gelombang_2")
    assert (found.state, found.sheet, found.sheet_rows) == ("mapping", "Gelombang_2", 1)
    found = result_import.map_columns(found, by=officer, mapping={0: Field.NAME, 1: Field.RESULT})

    assert [line.candidate for line in result_import.comparison_of(found).lines] == [ahmad]
    with pytest.raises(RuleViolation) as refused:
        result_import.choose_sheet(found, by=officer, name="Gelombang_3")
    assert codes(refused.value.reasons) == ["no_list"]


def test_import_of_the_previous_version_is_still_read(test, officer, ahmad):
    found = taken_in(test, officer, row("Ahmad Noor", NIK, "K"))
    table = kept_lists.kept(found, RESULTS)[0].as_values()
    del table["sheet"]
    context = f"certification.outsideimport.table:{found.public_id}"
    found.sealed_table = crypto.encrypt(json.dumps(table), context=context)

    assert [line.candidate for line in result_import.comparison_of(found).lines] == [ahmad]


def test_empty_list_takes_no_results(test, officer):
    with pytest.raises(RuleViolation) as refused:
        result_import.receive(results_file(row("Ahmad Noor", NIK, "K")), test=test, by=officer)

    assert codes(refused.value.reasons) == ["nobody"]


def test_only_the_officer_takes_results_in(test, officer, ahmad):
    head = staff(test.training_center, "blk_head")
    found = taken_in(test, officer, row("Ahmad Noor", NIK, "K"))

    for act in (
        lambda: result_import.receive(b"", test=test, by=head),
        lambda: result_import.discard(found, by=head),
        lambda: accept(found, head),
    ):
        with pytest.raises(RuleViolation) as refused:
            act()
        assert codes(refused.value.reasons) == ["not_authorized"]


@pytest.mark.engines
def test_cancelled_test_takes_no_results(test, officer, ahmad):
    found = taken_in(test, officer, row("Ahmad Noor", NIK, "K"))
    held_tests.cancel_test(test, by=officer, reason="LSP menunda tanpa tanggal")

    with pytest.raises(RuleViolation) as refused:
        accept(found, officer)

    assert codes(refused.value.reasons) == ["cancelled"]


@pytest.mark.engines
def test_comparison_asks_the_same_number_of_times_for_many(test, officer, django_assert_num_queries):
    for count in (1, 12):
        people = [
            candidate(test, batch=test.candidates.first().enrollment.batch if test.candidates.exists() else None)
            for _ in range(count)
        ]
        rows = [
            row(one.enrollment.person.full_name, "", "K", f"953 {count} {place}", f"B{count} {place}", ISSUED)
            for place, one in enumerate(people)
        ]
        found = taken_in(test, officer, *rows)
        with django_assert_num_queries(4):
            assert result_import.comparison_of(found).counts()["new"] == count


def _english():
    return translation.override("en")
