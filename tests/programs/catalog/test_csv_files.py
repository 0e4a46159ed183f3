"""Units and programs from CSV files: what comes in, what stays, and what a bad file is told."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from programs.catalog import csv_files
from programs.catalog.models import CompetencyUnit, Program, ProgramUnit, ProgramVersion
from tests.factories import TrainingCenterFactory

pytestmark = pytest.mark.django_db
DATA = Path(csv_files.__file__).parent.parent / "data"
UNITS, PROGRAMS = DATA / "skkni.csv", DATA / "programs.csv"


@pytest.fixture
def changed(tmp_path):
    """A copy of a file with one text replaced."""

    def changed(source, old, new):
        copy = tmp_path / source.name
        copy.write_text(source.read_text().replace(old, new), "utf-8")
        return copy

    return changed


def test_the_bundled_units_come_in_once(capsys):
    call_command("load_units", UNITS)
    call_command("load_units", UNITS)

    first, second = capsys.readouterr().out.splitlines()
    assert first.startswith("Units: 162 new, 0 unchanged")
    assert second.startswith("Units: 0 new, 162 unchanged")
    assert CompetencyUnit.objects.filter(is_example=True).exclude(code_key="").count() == 162


def test_the_bundled_programs_are_complete_in_all_five_vocations(capsys):
    center = TrainingCenterFactory()
    call_command("load_units", UNITS)
    call_command("load_programs", PROGRAMS)
    call_command("load_programs", PROGRAMS)

    out = capsys.readouterr().out
    versions = ProgramVersion.objects.open().filter(is_example=True, program__training_center=center)
    hours = dict(versions.values_list("program__vocation__code", "total_jp"))
    assert hours == {"welding": 240, "sewing": 160, "automotive": 280, "carpentry": 244, "it": 240}
    assert f"{center.code}: 5 programs new, 0 unchanged" in out
    assert f"{center.code}: 0 programs new, 5 unchanged" in out
    assert ProgramUnit.objects.filter(unit=None).count() == 0


def test_only_the_named_center_gets_programs():
    one, other = TrainingCenterFactory(), TrainingCenterFactory()

    call_command("load_programs", PROGRAMS, training_center=one.code)

    assert (one.programs.count(), other.programs.count()) == (5, 0)


@pytest.mark.parametrize("code", ["BLK-NOWHERE", None])
def test_without_the_center_nothing_is_loaded(code):
    with pytest.raises(CommandError, match="setup_offices"):
        call_command("load_programs", PROGRAMS, training_center=code)


@pytest.mark.parametrize(
    ("old", "new", "line", "word"),
    [
        ("JAHIT-DASAR,sewing,", "JAHIT-DASAR,cooking,", "8", "cooking"),
        ("80,1,C.24LAS01.001.1", "80,satu,C.24LAS01.001.1", "2", "satu"),
        ("C.24LAS01.003.1", "", "3", "unit_code"),
        ("dasar,240,45,10,16,80,1,C.24", "tinggi,240,45,10,16,80,1,C.24", "2", "tinggi"),
        ("LAS-DASAR,welding,Las Konstruksi Pelat dan Pipa,dasar,240", "LAS-DASAR,welding,L,dasar,241", "2", "241"),
        ("C.24LAS01.003.1", "C.24LAS01.001.1", "2", "C.24LAS01.001.1"),
        ("Melaksanakan Persiapan Tempat Kerja", "x" * 251, "2", "250"),
    ],
)
def test_a_bad_program_is_told_with_its_line_and_nothing_is_loaded(changed, old, new, line, word):
    center = TrainingCenterFactory()

    with pytest.raises(csv_files.BadFile) as bad:
        csv_files.load_programs(changed(PROGRAMS, old, new), training_center=center)

    assert line in bad.value.problems[0]
    assert word in bad.value.problems[0]
    assert not Program.objects.exists()


@pytest.mark.parametrize(
    ("old", "new", "word"),
    [
        ("vocation,scheme_name", "kejuruan,scheme_name", "vocation"),
        ("C.25LAS01.026.1,Memperbaiki Hasil Pengelasan,2,,", "C.25LAS01.026.1,Memperbaiki Hasil,2,", "3"),
        ("C.25LAS01.026.1,Memperbaiki Hasil Pengelasan,2,,", "C.25LAS01.026.1,Memperbaiki Hasil,2,lama,", "lama"),
    ],
)
def test_a_bad_file_of_units_loads_nothing(changed, old, new, word):
    with pytest.raises(csv_files.BadFile) as bad:
        csv_files.load_units(changed(UNITS, old, new))

    assert word in bad.value.problems[0]
    assert not CompetencyUnit.objects.exists()


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"", UNITS.read_bytes().split(b"\n")[0], b'a,b\n"1,2'])
def test_a_file_that_is_no_table_is_told_so(tmp_path, content):
    path = tmp_path / "units.csv"
    path.write_bytes(content)

    with pytest.raises(CommandError, match="nothing was loaded"):
        call_command("load_units", path)


def test_a_file_that_is_not_there_is_told_so(tmp_path):
    with pytest.raises(CommandError, match=r"none\.csv"):
        call_command("load_units", tmp_path / "none.csv")


def test_quote_that_is_never_closed_loads_nothing(tmp_path):
    path = tmp_path / "units.csv"
    path.write_bytes(UNITS.read_bytes().split(b"\n")[0] + b'\nwelding,"Las')

    with pytest.raises(csv_files.BadFile) as bad:
        csv_files.load_units(path)

    assert "CSV" in bad.value.problems[0]
    assert not CompetencyUnit.objects.exists()
