"""The numbers of a batch that is over, each worked out by hand from `tests.factories.closed_batch`."""

import pytest

from programs.attendance.attendance_figures import Attendance
from programs.places.models import Enrollment
from reports.closing.closing_figures import UnitFigures, figures_by_unit, figures_of
from reports.closing.closing_rows import rows_of
from reports.kept.sums import held_by
from tests.factories import EnrollmentFactory
from tests.factories.certification import class_of
from tests.factories.closed_batch import closed_batch

pytestmark = pytest.mark.django_db

WORKED = {
    # Six with a place, two rejected (one of them twice on the list) and one who withdrew; a mistake is no application.
    "applied": 9,
    # The six, and the one who was admitted and withdrew.
    "admitted": 7,
    "enrolled": 6,
    "finished": 4,
    # Adi, Budi, and Citra at the second attempt.
    "competent": 3,
    # Adi and Budi: Citra's is revoked.
    "certified": 2,
    "statements": 1,
    "attended": 0,
    # Adi's certificate and Eko's statement.
    "handed": 2,
    "held": 3,
    "lost": 2,
    "open": 0,
    # 6 + 4 + 2
    "held_jp": 12,
    # 4 + 2
    "lost_jp": 6,
    "open_jp": 0,
    "made_up_jp": 4,
    # 12 + 6 - 4
    "planned_jp": 14,
    # The 3rd: 4 x 270 + 240 of 5 x 270 (sickness counts for nothing), the 10th: 4 x 180 of 5 x 180,
    # the 12th: 3 x 90 of 3 x 90 (court counts for nothing): 1320 + 720 + 270 of 1350 + 900 + 270.
    "attendance": {"held": 2310, "possible": 2520},
    # Unit 1: five K. Unit 2: Adi, Budi and Citra K at last, Dodi BK.
    "passed": 8,
    "assessed": 9,
    "leavers": {"transfer": 1, "withdrew": 1},
    "left": 2,
    "lost_jp_by_cause": {"Keamanan, blok ditutup": 2, "Listrik padam": 4},
    # 4 + 4 + 3 present, and one each of the others.
    "marks": {"court": 1, "late": 1, "present": 11, "sick": 1, "unexcused": 1},
}


@pytest.mark.engines
def test_every_number_is_that_worked_out_by_hand():
    closed = closed_batch()

    assert figures_of(rows_of(closed.batch)).plain() == WORKED


def test_units_are_those_worked_out_by_hand():
    closed = closed_batch()
    first, second = closed.batch.version.units.order_by("position")

    found = figures_by_unit(rows_of(closed.batch), [first.pk, second.pk])

    # Unit 2: 720 + 270 of 900 + 270; four were assessed, three passed.
    assert found == {
        first.pk: UnitFigures(held_jp=6, lost_jp=0, attendance=Attendance(1320, 1350), assessed=5, passed=5),
        second.pk: UnitFigures(held_jp=6, lost_jp=6, attendance=Attendance(990, 1170), assessed=4, passed=3),
    }


def test_instructors_and_rooms_are_those_of_sessions_held():
    closed = closed_batch()
    first, second = closed.batch.version.units.order_by("position")
    rows = rows_of(closed.batch)
    teachers = {unit: closed.batch.sessions.filter(unit=unit).first().instructor_id for unit in (first, second)}

    assert held_by(rows.sessions, "room") == {"Bengkel las": {"held": 2, "jp": 8}, "Ruang teori": {"held": 1, "jp": 4}}
    assert held_by(rows.sessions, "instructor") == {
        teachers[first]: {"held": 1, "jp": 6},
        teachers[second]: {"held": 2, "jp": 6},
    }


def test_rows_know_groups_and_no_birth_nor_name():
    closed = closed_batch()
    rows = rows_of(closed.batch)
    names = {place.pk: name for name, place in closed.places.items()}

    groups = {names[row["place"]]: (row["sex"], row["age"], row["standing"]) for row in rows.places}

    assert groups == {
        "Adi": ("L", "18", "competent"),
        "Budi": ("L", "18", "competent"),
        "Citra": ("P", "25", "competent"),
        "Dodi": ("L", "35", ""),
        "Eko": ("L", "x", ""),
        "Fani": ("P", "25", ""),
    }
    assert [name for name in (*closed.places, "2006-03-01", "2002-01-05") if name in str(vars(rows))] == []


def test_public_class_counts_registrations():
    batch = class_of(2, facility=None, agreement=None)

    found = figures_of(rows_of(batch))

    assert (found.applied, found.enrolled, found.finished) == (batch.registrations.count(), 2, 2)


def test_rows_take_as_many_statements_whatever_the_size(django_assert_max_num_queries):
    closed = closed_batch()
    for size in (0, 5):
        for _number in range(size):
            EnrollmentFactory(batch=closed.batch, state=Enrollment.State.COMPLETED)
        with django_assert_max_num_queries(12):
            rows_of(closed.batch)
