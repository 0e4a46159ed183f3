"""Evidence: made anew without what the camera wrote, seen by the people of the batch, withdrawn and never removed."""

import io

import pytest
from PIL import Image

from certification.assessment import result_evidence
from certification.assessment.models.evidence import Evidence
from core.errors import RuleViolation
from tests.factories import UserFactory
from tests.factories.certification import assessor_of, class_of, staff
from tests.reasons import codes
from tests.scans import BARE_PDF, PDF

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def picture(kind="JPEG", size=(2400, 60), turned=False) -> bytes:
    content, image = io.BytesIO(), Image.new("RGB", size, "#225544")
    notes = image.getexif()
    notes[0x010F] = "Kamera Blok Mawar"
    if turned:
        notes[0x0112] = 6
    image.save(content, kind, exif=notes)
    return content.getvalue()


def stored(row) -> bytes:
    with row.file.storage.open(row.file.name) as file:
        return file.read()


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_picture_is_made_anew_smaller_and_without_notes(place, unit, assessor, kind):
    row = result_evidence.add(
        place, unit, by=assessor, exhibit=result_evidence.read(picture(kind)), caption=" Hasil las "
    )

    kept = stored(row)
    with Image.open(io.BytesIO(kept)) as image:
        assert (image.format, image.size, dict(image.getexif())) == ("JPEG", (2000, 50), {})
    assert b"Mawar" not in kept
    assert (row.kind, row.caption, row.file.name) == ("jpg", "Hasil las", f"evidence/{row.public_id.hex}.jpg")


def test_picture_that_lies_is_set_upright(place, unit, assessor):
    exhibit = result_evidence.read(picture(size=(80, 60), turned=True))
    row = result_evidence.add(place, unit, by=assessor, exhibit=exhibit, caption="Hasil las")

    with Image.open(io.BytesIO(stored(row))) as image:
        assert image.size == (60, 80)


def test_paper_is_kept_as_bare_pages(place, unit, assessor):
    row = result_evidence.add(place, unit, by=assessor, exhibit=result_evidence.read(PDF), caption="Lembar uji")

    assert (row.kind, stored(row)) == ("pdf", BARE_PDF)


@pytest.mark.parametrize(
    ("content", "caption", "expected"),
    [
        (b"<html><script>alert(1)</script>", "Hasil las", ["wrong_kind"]),
        (b"%PDF-1.7", "Hasil las", ["pdf_unreadable"]),
        (b"%PDF-" + b"x" * (10 * 1024 * 1024), "Hasil las", ["too_large"]),
        (b"\xff\xd8\xff" + b"no picture", "Hasil las", ["picture_unreadable"]),
        (PDF, " ", ["caption"]),
    ],
)
def test_each_reason_against_a_file(place, unit, assessor, content, caption, expected):
    with pytest.raises(RuleViolation) as refused:
        result_evidence.add(place, unit, by=assessor, exhibit=result_evidence.read(content), caption=caption)

    assert codes(refused) == expected
    assert not Evidence.objects.exists()


def test_too_many_pixels_are_refused_before_they_are_unpacked():

    with pytest.raises(RuleViolation) as refused:
        result_evidence.read(picture(size=(10_000, 4_001)))

    assert codes(refused) == ["picture_pixels"]


def test_number_of_files_has_an_end(place, unit, assessor):
    exhibit = result_evidence.read(picture())
    for number in range(result_evidence.MOST_FILES):
        assert result_evidence.blockers(place, unit, by=assessor) == []
        result_evidence.add(place, unit, by=assessor, exhibit=exhibit, caption=f"Hasil las {number}")

    assert [reason.code for reason in result_evidence.blockers(place, unit, by=assessor)] == ["too_many"]


def test_unit_of_another_program_is_refused(place, assessor):
    other = class_of(1).version.units.first()

    assert [reason.code for reason in result_evidence.blockers(place, other, by=assessor)] == ["unit"]


def test_who_is_not_of_the_batch_adds_nothing(place, unit):
    stranger = assessor_of(class_of(1, training_center=place.batch.training_center))

    assert [reason.code for reason in result_evidence.blockers(place, unit, by=stranger)] == ["not_assigned"]


def test_readers_are_the_people_of_the_batch_and_never_the_facility(batch, place, unit, assessor):
    center = batch.training_center
    result_evidence.add(place, unit, by=assessor, exhibit=result_evidence.read(picture()), caption="Hasil las")
    other = assessor_of(class_of(1, training_center=center))
    people = {
        "assessor": assessor,
        "coordinator": staff(center, "blk_coordinator"),
        "head": staff(center, "blk_head"),
        "assessor of another batch": other,
        "certificate officer": staff(center, "certificate_officer"),
        "head of another center": staff(class_of(1).training_center, "blk_head"),
        "training officer": UserFactory(roles=["training_officer"], facility=batch.facility),
        "head of the facility": UserFactory(roles=["rutan_head"], facility=batch.facility),
    }

    seen = {name for name, user in people.items() if Evidence.objects.visible_to(user).exists()}

    assert seen == {"assessor", "coordinator", "head"}
    assert seen == {name for name, user in people.items() if result_evidence.may_read(batch, by=user)}


def test_withdrawn_evidence_stays_with_its_reason(place, unit, assessor):
    row = result_evidence.add(place, unit, by=assessor, exhibit=result_evidence.read(picture()), caption="Hasil las")
    with pytest.raises(RuleViolation) as refused:
        result_evidence.withdraw(row, by=assessor, reason="salah")
    assert codes(refused) == ["reason"]

    row = result_evidence.withdraw(row, by=assessor, reason="Foto milik orang lain")

    assert row.file.storage.exists(row.file.name)
    assert [reason.code for reason in result_evidence.withdraw_blockers(row, by=assessor)] == ["withdrawn"]


def test_instructor_withdraws_only_what_is_his_or_her_own(batch, place, unit, assessor):
    instructor = staff(batch.training_center, "instructor")
    batch.staff.create(user=instructor, duty="instructor")
    row = result_evidence.add(place, unit, by=assessor, exhibit=result_evidence.read(picture()), caption="Hasil las")
    own = result_evidence.add(place, unit, by=instructor, exhibit=result_evidence.read(picture()), caption="Latihan")

    assert [reason.code for reason in result_evidence.withdraw_blockers(row, by=instructor)] == ["not_yours"]
    assert result_evidence.withdraw_blockers(own, by=instructor) == []
    assert result_evidence.withdraw_blockers(own, by=assessor) == []
