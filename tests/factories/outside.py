"""Tests at certification bodies. The rows are written directly; what the rules say of them is for the tests."""

from datetime import date

from certification.outside_tests import blank_register
from certification.outside_tests.models.tests import OutsideCandidate, OutsideTest
from core.exporting import as_xlsx
from tests.factories.certification import class_of, staff
from tests.factories.inmates import PersonFactory
from tests.factories.programs import EnrollmentFactory

HELD = date(2026, 11, 16)
SCHEME = "Pengelasan SMAW 3G"
HEADS = (
    "No",
    "Nama Kandidat",
    "NIK",
    "Hasil",
    "No. Sertifikat",
    "No. Registrasi",
    "No. Blanko",
    "Tanggal Terbit",
    "Masa Berlaku",
)


def outside_test(center=None, **fields) -> OutsideTest:
    """A test of a week ago."""
    center = center or class_of(0).training_center
    values = {
        "body": "LSP Las Nusantara",
        "scheme_name": SCHEME,
        "scheme_number": "SKM/BNSP/00010/1/2020/37A",
        "scheme_kind": "cluster",
        "place": "Bengkel las BLK",
        "place_kind": "temporary",
        "held_on": HELD,
        "created_by": staff(center, "certificate_officer"),
        **fields,
    }
    return OutsideTest.objects.create(training_center=center, **values)


def candidate(test=None, *, name="", nik="", batch=None, **fields) -> OutsideCandidate:
    """A candidate of the test (a new one when none is given) out of `batch`, or of a finished class of the center."""
    test = test or outside_test()
    batch = batch or class_of(0, training_center=test.training_center)
    person = PersonFactory(facility=batch.facility, **({"full_name": name} if name else {}))
    person.set_nik(nik)
    person.save()
    place = EnrollmentFactory(batch=batch, person=person, state="completed")
    return OutsideCandidate.objects.create(test=test, enrollment=place, added_by=test.created_by, **fields)


def certified(test=None, *, number="95300 2411 0000001 2026", **fields) -> OutsideCandidate:
    """A candidate whose certificate has come."""
    values = {
        "result": "K",
        "certificate_number": number,
        "issued_on": date(2026, 11, 18),
        "valid_until": date(2029, 11, 18),
        **fields,
    }
    return candidate(test, **values)


def blanks(center, first="BNSP 0001001", last="BNSP 0001003"):
    """Blanks in the register of the center, in order."""
    lot = blank_register.receive(
        center,
        by=staff(center, "certificate_officer"),
        issuer="LSP Las Nusantara",
        first_serial=first,
        last_serial=last,
        received_on=HELD,
    )
    return list(lot.serials.order_by("serial"))


def results_file(*rows, heads=HEADS) -> bytes:
    """A file as a body sends it back."""
    return as_xlsx(heads, rows)
