"""Rows for research: nobody can be told apart, and equal people make equal files."""

import csv
import io
import zipfile
from collections import Counter
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from outcomes.effect.anonymous_rows import ANY, COLUMNS, LADDERS, QUASI, anonymous, exact_row
from outcomes.effect.cohort import M3, M6, Answer, Life, Standing
from outcomes.effect.cohort_file_text import HEADERS, MEANINGS, dictionary, zipped
from tests.examples import many

DAY = date(2026, 8, 10)
WHO = ("2025-1", "L", "25", "SMP", "Las", "DITERIMA")
TOLD = ("KERJA_SESUAI", "KERJA_SESUAI")
LOST = ("TIDAK_DIKETAHUI", "TIDAK_DIKETAHUI")
OUTCOMES = st.sampled_from([TOLD, LOST, ("MENCARI", "KERJA_LAIN"), ("LAINNYA", "LAINNYA")])
EXACT = st.tuples(
    st.sampled_from(["2025-1", "2025-2"]),
    st.sampled_from(["L", "P", ""]),
    st.sampled_from(["00", "18", "25", "35", "50", "x"]),
    st.sampled_from(["NONE", "SD", "SMP", "SMA", "S1", ""]),
    st.sampled_from(["Las", "Jahit", "Otomotif"]),
    st.sampled_from(["MULAI", "SELESAI", "BERSERTIFIKAT", "DITERIMA"]),
    OUTCOMES,
).map(lambda row: (*row[:6], *row[6]))
MANY_ROWS = st.lists(st.tuples(EXACT, st.integers(1, 12)), max_size=14).map(
    lambda groups: [row for row, count in groups for _number in range(count)]
)


def many_of(count, told=TOLD, **changes):
    return [tuple(changes.get(name, value) for name, value in zip(QUASI, WHO, strict=True)) + told] * count


def test_equal_people_leave_as_they_are():
    found = anonymous([*many_of(5), *many_of(5, LOST)])

    assert found.rows == tuple(sorted([*many_of(5), *many_of(5, LOST)]))
    assert (found.left_out, found.steps) == (0, (0,) * len(QUASI))


def test_few_people_make_a_column_coarser():
    rows = [*many_of(20), *many_of(10, LOST), *many_of(3, age="35"), *many_of(3, LOST, age="50")]

    found = anonymous(rows)

    assert {row[QUASI.index("age")] for row in found.rows} == {"25_SAMPAI_34", "35_KE_ATAS"}
    assert found.left_out == 0


def test_whoever_stays_alone_is_left_out_and_counted_with_at_least_five():
    rows = [*many_of(40), *many_of(40, LOST), *(many_of(1, sex="P", program=name)[0] for name in "ABCDE")]

    found = anonymous(rows)

    assert (len(found.rows), found.left_out, found.people) == (80, 5, 85)


def test_a_small_class_of_which_all_turned_out_alike_does_not_leave():
    assert anonymous(many_of(19)) is None
    assert anonymous(many_of(20)).rows == tuple(many_of(20))


def test_four_people_make_no_file():
    assert anonymous([*many_of(2), *many_of(2, LOST)]) is None
    assert anonymous([]) is None


@settings(max_examples=many(60), deadline=None)
@given(MANY_ROWS)
def test_whoever_is_in_shares_their_values_with_four_others(exact):
    found = anonymous(exact)

    if found:
        classes = Counter(row[: len(QUASI)] for row in found.rows)
        assert min(classes.values()) >= 5
        assert found.people == len(exact)
        assert found.left_out == 0 or 5 <= found.left_out <= len(exact) / 10
        for who, count in classes.items():
            assert count >= 20 or len({row for row in found.rows if row[: len(QUASI)] == who}) > 1


@settings(max_examples=many(40), deadline=None)
@given(MANY_ROWS, st.randoms())
def test_the_order_of_people_changes_no_byte(exact, random):
    shuffled = list(exact)
    random.shuffle(shuffled)
    one, other = anonymous(exact), anonymous(shuffled)

    assert (one is None) == (other is None)
    if one and other:
        assert zipped(one) == zipped(other)


@settings(max_examples=many(40), deadline=None)
@given(MANY_ROWS)
def test_no_row_tells_more_than_the_person_did(exact):
    found = anonymous(exact)

    if found:
        makers = [LADDERS[name][step] for name, step in zip(QUASI, found.steps, strict=True)]
        coarse = Counter(
            (*(make(value) for make, value in zip(makers, row, strict=False)), *row[len(QUASI) :]) for row in exact
        )
        assert not Counter(found.rows) - coarse


def test_the_file_holds_rows_and_a_dictionary_of_every_column():
    found = anonymous([*many_of(30), *many_of(30, LOST)])

    with zipfile.ZipFile(io.BytesIO(zipped(found))) as archive:
        data, words = (list(csv.reader(io.StringIO(archive.read(name).decode()))) for name in archive.namelist())

    assert (data[0], len(data)) == (list(HEADERS.values()), 61)
    assert [line[0] for line in words] == ["kolom", *HEADERS.values(), "ORANG", "TIDAK_DIMUAT", "TIDAK_DIKETAHUI"]
    assert words[-3][2] == "60"
    assert set(MEANINGS) == set(COLUMNS)


def test_the_dictionary_says_how_coarse_each_column_is():
    rows = [*many_of(20), *many_of(20, LOST), *many_of(3, age="35"), *many_of(3, LOST, age="50", sex="P")]
    found = anonymous(rows)
    lines = {line[0]: line[3] for line in dictionary(found)}

    assert lines["umur"] in ("kelompok yang lebih luas", f"dikosongkan ({ANY})")
    assert lines["program"] == "seperti dicatat"


def test_a_life_becomes_a_row_without_day_or_name():
    life = Life(
        date(2025, 3, 4),
        has_finished=True,
        is_certified=True,
        answers={
            "m3": Answer(Standing.SEEKING, date(2025, 6, 9)),
            "m6": Answer(Standing.IN_TRADE, date(2025, 9, 8)),
        },
        returned_on=date(2025, 8, 1),
        traits={
            "half": ("2025-1", "x"),
            "sex": ("L", "x"),
            "age": ("25", "x"),
            "education": ("SMP", ""),
            "program": ("7", "Las"),
        },
    )

    assert exact_row(life, DAY) == ("2025-1", "L", "25", "SMP", "Las", "BERSERTIFIKAT", "MENCARI", "LAINNYA")
    assert (M3.code, M6.code) == ("m3", "m6")
