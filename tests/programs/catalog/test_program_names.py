"""Names of programs: refused while they are typed when no certificate could carry them, and mended before one does."""

import pytest
from django.urls import reverse

from core.errors import RuleViolation
from core.models import AuditEvent
from programs.catalog import program_names
from programs.catalog.models import Program
from tests.factories.accounts import UserFactory
from tests.factories.certification import approved, graduates, staff
from tests.factories.programs import ProgramVersionFactory, VocationFactory

pytestmark = pytest.mark.django_db

LONG = "Pengelasan SMAW Posisi Datar dan Horizontal untuk Konstruksi Bangunan Gedung serta Perawatan Peralatannya"
CUSTODY = (
    "“Las di Rutan” memuat kata “rutan”, yang tidak boleh ada pada dokumen yang keluar dari kantor. Ubah kalimatnya."
)
GLYPHS = "Nama program memuat tanda yang tidak ada pada huruf cetak: 場 (U+5834), 工 (U+5DE5). Tulis tanpa tanda itu."
FACTS = {
    "total_jp": "12",
    "minutes_per_jp": "45",
    "class_minimum": "10",
    "class_maximum": "16",
    "attendance_threshold": "80",
    "late_entry_days": "3",
    "offer_days": "2",
    "appeal_days": "7",
    "level": "dasar",
}


@pytest.fixture
def version():
    return ProgramVersionFactory(program__name="Las Dasar")


@pytest.fixture
def coordinator(version):
    return UserFactory(roles=["blk_coordinator"], training_center=version.program.training_center)


def sentences(name):
    return [str(reason) for reason in program_names.name_blockers(name)]


def too_long(count, fitting, surplus):
    return f"Nama ini {count} huruf; yang muat di dokumen hanya {fitting} huruf pertama. Kelebihan: {surplus} huruf."


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Las SMAW", []),
        ("Pemasangan Instalasi Otomasi Listrik Industri Tingkat Dasar", []),
        ("Pemasangan Instalasi Otomasi Listrik Industri dan Perawatan Mesin Dasar", []),
        ("  ", ["Program belum bernama. Tulis namanya."]),
        (LONG, [too_long(105, 90, 15)]),
        ("M" * 120, [too_long(120, 26, 94)]),
        (f"{LONG} dan Kendaraan Bermotor serta", [too_long(134, 90, 44)]),
        (f"{LONG} dan Kendaraan Bermotor serta Mesin", [too_long(140, 90, 50)]),
        (
            "Las di Rutan",
            [CUSTODY],
        ),
        (
            "Las 工場",
            [GLYPHS],
        ),
    ],
    ids=[
        "short",
        "59 letters",
        "70 letters",
        "empty",
        "long",
        "one wide word",
        "longer",
        "longest",
        "custody",
        "no glyph",
    ],
)
def test_what_no_certificate_could_carry_is_told_with_its_measure(name, expected):
    assert sentences(name) == expected


def test_program_that_could_never_be_certified_is_refused_when_it_is_typed(sign_in, coordinator):
    answer = sign_in(coordinator).post(
        reverse("programs:program_new"), {**FACTS, "code": "LAS-X", "name": LONG, "vocation": VocationFactory().pk}
    )

    assert answer.status_code == 422
    assert answer.context["form"].errors == {"name": sentences(LONG)}
    assert not Program.objects.filter(code="LAS-X").exists()


def test_name_is_mended_and_versions_and_batches_stay(sign_in, version, coordinator):
    address = reverse("programs:program_rename", args=[version.program.public_id])

    answer = sign_in(coordinator).post(address, {"name": "Las Busur Dasar"})

    assert answer["Location"] == reverse("programs:program_detail", args=[version.program.public_id])
    assert Program.objects.get().name == "Las Busur Dasar"
    assert Program.objects.get().versions.get() == version
    noted = AuditEvent.objects.get(action="program.rename")
    assert (noted.actor_id, noted.details) == (coordinator.pk, {"before": "Las Dasar", "name": "Las Busur Dasar"})


def test_name_that_does_not_fit_comes_back_beside_its_field(sign_in, version, coordinator):
    answer = sign_in(coordinator).post(
        reverse("programs:program_rename", args=[version.program.public_id]), {"name": LONG}
    )

    assert (answer.status_code, answer.context["form"].errors) == (422, {"name": sentences(LONG)})
    assert Program.objects.get().name == "Las Dasar"


def test_name_longer_than_is_stored_is_counted_whole(sign_in, version, coordinator):
    name = f"{LONG} dan Kendaraan Bermotor serta Mesin"

    answer = sign_in(coordinator).post(
        reverse("programs:program_rename", args=[version.program.public_id]), {"name": name}
    )

    assert (answer.status_code, answer.context["form"].errors) == (422, {"name": [too_long(140, 90, 50)]})


def test_name_that_a_certificate_carries_stays(sign_in):
    made = approved(graduates(1).enrollments.first())
    program, before = made.batch.version.program, made.batch.version.program.name
    coordinator = staff(made.batch.training_center, "blk_coordinator")

    with pytest.raises(RuleViolation) as refused:
        program_names.rename(program, by=coordinator, name="Nama Lain")
    page = sign_in(coordinator).get(reverse("programs:program_rename", args=[program.public_id])).content.decode()

    assert [reason.code for reason in refused.value.reasons] == ["certificates"]
    assert Program.objects.get(pk=program.pk).name == before
    assert "Surat dengan nama ini sudah ada" in page
    assert "<textarea" not in page
    assert 'name="name"' not in page


def test_name_of_a_certificate_that_was_taken_back_can_be_mended():
    made = approved(graduates(1).enrollments.first())
    type(made).objects.filter(pk=made.pk).update(state="withdrawn")

    renamed = program_names.rename(
        made.batch.version.program, by=staff(made.batch.training_center, "blk_coordinator"), name="Nama Lain"
    )

    assert renamed.name == "Nama Lain"


def test_stranger_changes_no_name(sign_in, version):
    stranger = UserFactory(roles=["blk_coordinator"])

    with pytest.raises(RuleViolation) as refused:
        program_names.rename(version.program, by=stranger, name="Nama Lain")

    assert [reason.code for reason in refused.value.reasons] == ["not_authorized"]
    address = reverse("programs:program_rename", args=[version.program.public_id])
    assert sign_in(stranger).post(address, {"name": "Nama Lain"}).status_code == 404
