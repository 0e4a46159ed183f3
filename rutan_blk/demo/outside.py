"""Competency tests at certification bodies: one with results, one to come; blanks, signed receipts, hand-overs."""

from datetime import date, timedelta

from accounts.roles import Role
from certification.certificates import hand_overs
from certification.outside_tests import blank_register, body_certificates, held_tests, result_import, test_outcomes
from certification.outside_tests.models.tests import OutsideCandidate, OutsideTest
from certification.outside_tests.result_columns import Field
from core import clock
from core.exporting import as_xlsx
from programs.batches.models import Batch
from programs.places.models import Enrollment
from rutan_blk.demo import chain
from rutan_blk.demo.cast import Crew

BODY = "LSP Kompetensi Nusantara"
FIRST, LAST = "BNSP 0412001", "BNSP 0412020"
HEADS = (
    "No",
    "Nama Kandidat",
    "Hasil",
    "No. Sertifikat",
    "No. Registrasi",
    "No. Blanko",
    "Tanggal Terbit",
    "Masa Berlaku",
)


def test_welders(crew: Crew, batch: Batch) -> OutsideTest:
    """Tests the finished class; most certificates have arrived, two are pending, the stock of blanks is recorded."""
    officer, held_on = crew[Role.CERTIFICATE_OFFICER], batch.assessment_on + timedelta(days=6)
    with chain.at(crew, held_on - timedelta(days=20)):
        test = _plan(crew, batch, held_on=held_on)
        blank_register.receive(
            crew.center,
            by=officer,
            issuer=BODY,
            first_serial=FIRST,
            last_serial=LAST,
            received_on=held_on - timedelta(days=20),
        )
    with chain.at(crew, held_on + timedelta(days=9)):
        _take_results(crew, test, issued_on=held_on + timedelta(days=8))
        spoiled = test.training_center.blank_lots.get().serials.order_by("serial")[18]
        blank_register.settle(spoiled, by=officer, state="spoiled", reason="Tinta luntur terkena air")
    with chain.at(crew, held_on + timedelta(days=15)):
        for candidate in _certified(test)[:3]:
            body_certificates.hand_over(
                candidate,
                by=officer,
                handed_on=clock.today(crew.center.time_zone),
                received_by=candidate.enrollment.person.full_name,
            )
    return test


def _plan(crew: Crew, batch: Batch, *, held_on: date) -> OutsideTest:
    scheme = batch.version.scheme_name or str(batch.version.program)
    plan = held_tests.Plan(
        body=BODY,
        license_number="BNSP-LSP-2629-ID",
        scheme_name=scheme,
        scheme_number="SKM/BNSP/00010/1/2026/37A",
        scheme_kind="cluster",
        place="Bengkel BLK Tapin",
        place_kind="temporary",
        held_on=held_on,
    )
    officer = crew[Role.CERTIFICATE_OFFICER]
    test = held_tests.plan_test(crew.center, by=officer, plan=plan)
    people = batch.enrollments.filter(state=Enrollment.State.COMPLETED).select_related("person", "batch")
    held_tests.add_candidates(test, people.order_by("pk"), by=officer)
    return test


def _certified(test: OutsideTest) -> list[OutsideCandidate]:
    return list(test.candidates.certified().order_by("enrollment__person__name_sort", "pk"))


def _take_results(crew: Crew, test: OutsideTest, *, issued_on: date) -> None:
    """Imports the body's file: the last two are competent without a certificate yet, two did not pass."""
    officer, today = crew[Role.CERTIFICATE_OFFICER], clock.today(crew.center.time_zone)
    people = list(test.candidates.select_related("enrollment__person").order_by("pk"))
    rows = []
    for place, candidate in enumerate(people, 1):
        words = [place, candidate.enrollment.person.full_name]
        if place == 2:
            rows.append([*words, "BK", "", "", "", "", ""])
        elif place == 4:
            rows.append([*words, "Tidak hadir", "", "", "", "", ""])
        elif place > len(people) - 2:
            rows.append([*words, "K", "", "", "", "", ""])
        else:
            number, serial = f"95300 2411 {place:07d} 2026", f"BNSP 0412{place:03d}"
            # One of them had an older certificate and was tested for the rest of its validity.
            until = today + timedelta(days=140) if place == 5 else ""
            rows.append([*words, "Kompeten", number, f"REG.LAS.{place:03d}.2026", serial, issued_on, until])
    found = result_import.receive(as_xlsx(HEADS, rows), test=test, by=officer)
    mapping = {head["index"]: Field(head["field"]).value for head in found.headers if head["field"]}
    found = result_import.map_columns(found, by=officer, mapping=mapping)
    comparison = result_import.comparison_of(found)
    taken = [line.row for line in comparison.to_store()]
    result_import.accept(found, by=officer, seen=result_import.seal_of(comparison), rows=taken)


def send_to_a_test(crew: Crew, batch: Batch, *, held_on: date) -> OutsideTest:
    """Sends another class to a test in the future."""
    return _plan(crew, batch, held_on=held_on)


def correct_one(crew: Crew, test: OutsideTest) -> None:
    """Records a reprinted certificate: the first sheet is spoiled, and another blank is used."""
    candidate = _certified(test)[-1]
    old = test_outcomes.outcome_of(candidate)
    outcome = test_outcomes.Outcome(**{**old.__dict__, "blank_serial": "BNSP 0412018"})
    with chain.at(crew, test.held_on + timedelta(days=12)):
        test_outcomes.record(
            candidate, outcome, by=crew[Role.CERTIFICATE_OFFICER], reason="LSP mencetak ulang, nama keliru"
        )


def sign_for_some(crew: Crew, batch: Batch, *, days: int) -> None:
    """Records the scan of a signed receipt list for one more holder and for those who had received theirs before."""
    officer, waiting = crew[Role.CERTIFICATE_OFFICER], list(hand_overs.waiting(batch))[:1]
    had_it = [one for one in hand_overs.without_scan(batch) if one not in hand_overs.waiting(batch)][:2]
    with chain.at(crew, waiting[0].issued_on + timedelta(days=days)):
        scan = hand_overs.receipt_pdf(batch, by=officer)
        day = clock.today(crew.center.time_zone)
        hand_overs.hand_over_together(batch, [*waiting, *had_it], by=officer, handed_on=day, scan=scan)
