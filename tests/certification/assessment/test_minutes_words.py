"""The words of minutes: what became of each participant, and who signs."""

import pytest

from certification.assessment import minutes_words
from certification.assessment.models.results import UnitResult
from certification.assessment.standing import Standing
from core import clock
from programs.batches.models import BatchStaff
from tests.factories.certification import graduates, staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def batch():
    return graduates(1)


@pytest.fixture
def enrollment(batch):
    return batch.enrollments.get()


@pytest.mark.parametrize(
    ("state", "result", "percent", "text"),
    [
        ("completed", "K", 95, "Kompeten"),
        ("completed", "K", 80, "Kompeten"),
        ("completed", "K", 79, "Kehadiran kurang"),
        ("completed", "K", None, "Kehadiran kurang"),
        ("completed", "BK", 95, "Belum kompeten"),
        ("ended", "K", 40, "Surat keterangan unit"),
        ("ended", "BK", 40, "Selesai dini"),
    ],
)
def test_minutes_say_what_became_of_each_participant(batch, enrollment, state, result, percent, text):
    units = list(batch.version.units.all())
    enrollment.state = state
    results = {unit.pk: UnitResult(unit=unit, enrollment=enrollment, result=result) for unit in units}
    standing = Standing(enrollment, units, results, percent, hours=8)

    row = minutes_words.batch_words(batch, [standing], number="BA-1", at=clock.now())["rows"][0]

    assert row == {
        "name": enrollment.person.full_name,
        "units": f"{2 if result == 'K' else 0} dari 2",
        "present": "–" if percent is None else f"{percent}%",
        "result": text,
    }


def test_minutes_are_signed_by_instructors_assessors_coordinator_and_head(batch):
    teacher = staff(batch.training_center, "instructor", full_name="Budi Santoso", staff_number="NIP 1")
    BatchStaff.objects.create(batch=batch, user=teacher, duty=BatchStaff.Duty.INSTRUCTOR)

    pairs = minutes_words.batch_words(batch, [], number="BA-1", at=clock.now())["pairs"]

    assert [[party["role"] for party in pair] for pair in pairs] == [
        ["Instruktur", "Asesor"],
        ["Koordinator Pelatihan", "Kepala UPTD Balai Latihan Kerja"],
    ]
    assert pairs[0][0] == {"role": "Instruktur", "name": "Budi Santoso", "number": "NIP 1"}
