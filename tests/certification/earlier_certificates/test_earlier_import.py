"""A list of certificates from before: shown first, stored as shown, the same file twice changes nothing, undone until
somebody else has decided."""

from datetime import date, timedelta

import pytest

from certification.earlier_certificates import earlier_confirmation
from certification.earlier_certificates.models import EarlierCertificate
from certification.register import number_series
from certification.register.models import NumberSeries
from core import clock
from core.errors import RuleViolation
from core.models import AuditEvent
from inmates.imports import list_imports
from inmates.imports.list_kinds import Effect
from inmates.imports.models import ListImport
from tests.factories import BatchFactory, EnrollmentFactory, FacilityFactory, PersonFactory, UserFactory
from tests.factories.accounts import TrainingCenterFactory
from tests.factories.certification import NumberSeriesFactory, staff
from tests.factories.earlier import BORN, ISSUED, NUMBER, accepted, confirmed, earlier_file, mapped, recorded, row
from tests.reasons import codes

pytestmark = [pytest.mark.django_db, pytest.mark.engines]
NIK = "6305010101950001"


def lines(found, by):
    return list_imports.lines_of(found, by=by)


def effects(found, by):
    return [(line.row, line.effect.value) for line in lines(found, by)]


def reasons(found, by):
    return [line.reasons for line in lines(found, by)]


def refused(call, *arguments, **words):
    with pytest.raises(RuleViolation) as violation:
        call(*arguments, **words)
    return codes(violation.value.reasons)


def known(center, *, name="Siti Rahmah", born=BORN, nik="", inside=False):
    """Somebody whom the center has taught, in a detention center or in a public class."""
    facility = FacilityFactory() if inside else None
    person = PersonFactory(full_name=name, birth_date=born, facility=facility)
    person.set_nik(nik)
    person.save()
    batch = BatchFactory(training_center=center, **({"facility": facility} if inside else {"is_open": True}))
    by = UserFactory(roles=["blk_coordinator"], training_center=center)
    EnrollmentFactory(batch=batch, person=person, is_public=not inside, enrolled_by=by)
    return person


def test_comparison_shows_each_row_and_writes_nothing(officer):
    found = mapped(earlier_file(row(until=date(2022, 11, 20)), row("893/018/BLK/2019", "", born="")), by=officer)

    new, rejected = lines(found, officer)

    assert (new.row, new.effect, new.name) == (2, Effect.NEW, "Siti Rahmah")
    assert new.changes == (
        ("Nomor", "", NUMBER),
        ("Nama", "", "Siti Rahmah"),
        ("Tempat lahir", "", "Rantau"),
        ("Tanggal lahir", "", "17 Mei 1995"),
        ("Program", "", "Menjahit Pakaian"),
        ("Tanggal terbit", "", "20 Nov 2019"),
        ("Berlaku sampai", "", "20 Nov 2022"),
    )
    assert (rejected.row, rejected.effect) == (3, Effect.REJECTED)
    assert not EarlierCertificate.objects.exists()


def test_accepted_rows_wait_for_a_second_person_and_nothing_of_the_file_is_kept(center, officer):
    found = recorded(center, by=officer)

    certificate = EarlierCertificate.objects.get()
    assert (certificate.state, certificate.number_text, certificate.name, certificate.person) == (
        "waiting",
        NUMBER,
        "Siti Rahmah",
        None,
    )
    assert (certificate.training_center, certificate.recorded_by, certificate.birth_date) == (center, officer, BORN)
    assert (found.state, found.sealed_table, found.settled_by) == ("accepted", "", officer)
    assert found.counts == {"new": 1, "changed": 0, "unchanged": 0, "rejected": 0, "stored": 1}
    assert AuditEvent.objects.filter(action="earlier_certificate.record").count() == 1
    assert AuditEvent.objects.filter(action="list_import.accept").count() == 1


def test_same_file_twice_changes_nothing(center, officer):
    data = earlier_file(row(), row("893/018/BLK/2019", "Hasan"))
    accepted(mapped(data, by=officer), by=officer)

    again = mapped(data, by=officer)

    assert effects(again, officer) == [(2, "unchanged"), (3, "unchanged")]
    assert refused(accepted, again, by=officer) == ["nothing"]


def test_chosen_rows_alone_are_stored(officer):
    found = accepted(mapped(earlier_file(row(), row("2/B/2019", "Hasan")), by=officer), by=officer, rows={3})

    assert list(EarlierCertificate.objects.values_list("name", flat=True)) == ["Hasan"]
    assert found.counts["stored"] == 1


def test_row_changes_what_nobody_has_confirmed_and_undoing_gives_it_back(center, officer):
    first = recorded(center, by=officer)
    colleague = staff(center, "certificate_officer")
    found = mapped(earlier_file(row(program="Menjahit Dasar", place="")), by=colleague)

    (line,) = lines(found, colleague)
    assert (line.effect, line.changes) == (Effect.CHANGED, (("Program", "Menjahit Pakaian", "Menjahit Dasar"),))
    found = accepted(found, by=colleague)
    certificate = EarlierCertificate.objects.get()
    assert (certificate.program, certificate.birth_place, certificate.recorded_by) == (
        "Menjahit Dasar",
        "Rantau",
        colleague,
    )
    assert codes(list_imports.undo_blockers(first, by=officer)) == ["later_import"]

    list_imports.undo(found, by=colleague)

    certificate.refresh_from_db()
    assert (certificate.program, certificate.issued_on, certificate.recorded_by) == (
        "Menjahit Pakaian",
        ISSUED,
        officer,
    )
    list_imports.undo(first, by=officer)
    assert not EarlierCertificate.objects.exists()


def test_lists_are_undone_in_the_order_in_which_they_were_accepted(center, officer):
    first = mapped(earlier_file(row(program="Menjahit Dasar")), by=officer)
    second = recorded(center, by=officer)
    with clock.moved_to(clock.now() + timedelta(minutes=1)):
        first = accepted(first, by=officer)

    assert codes(list_imports.undo_blockers(second, by=officer)) == ["later_import"]
    list_imports.undo(first, by=officer)
    list_imports.undo(second, by=officer)
    assert not EarlierCertificate.objects.exists()


@pytest.mark.parametrize("units", ["WBP-RUTAN-1 Mengelas pelat", "J.WBP.NAPI.001", "C.141110.001.01 Menjahit di lapas"])
def test_units_tell_nothing_of_custody(center, officer, units):
    assert effects(mapped(earlier_file(row(units=units)), by=officer), officer) == [(2, "rejected")]


def test_undone_list_says_so_and_can_be_taken_in_again(center, officer):
    found = list_imports.undo(recorded(center, by=officer), by=officer)

    assert (found.state, found.undone_by, found.rows.count()) == ("undone", officer, 0)
    assert refused(list_imports.undo, found, by=officer) == ["state"]
    assert AuditEvent.objects.filter(action="earlier_certificate.take_back").count() == 1
    recorded(center, by=officer)


def test_list_is_not_undone_once_a_second_person_has_decided(center, officer):
    certificate = confirmed(center, by=officer)[0]

    assert refused(list_imports.undo, certificate.list_import, by=officer) == ["decided"]
    certificate.refresh_from_db()
    assert certificate.state == "issued"


def test_confirmed_certificate_is_changed_by_no_list(center, officer):
    confirmed(center, by=officer)

    found = mapped(earlier_file(row(program="Las")), by=officer)

    assert effects(found, officer) == [(2, "rejected")]
    assert "Program" in reasons(found, officer)[0][0]


@pytest.mark.parametrize(
    ("rows", "word"),
    [
        ([row(issued=date(2026, 12, 31))], "masa depan"),
        ([row(until=date(2019, 1, 1))], "berakhir"),
        ([row(born=date(2019, 11, 20))], "Tanggal lahir"),
        ([row(), row(NUMBER.lower(), "Hasan")], "Dua baris"),
    ],
)
def test_rows_that_contradict_themselves_are_rejected(officer, rows, word):
    found = mapped(earlier_file(*rows), by=officer)

    assert all(any(word in reason for reason in one) for one in reasons(found, officer))


@pytest.mark.parametrize(
    ("number", "word"),
    [
        ("563/0120/BLK-CTH/2026", None),
        ("563/0121/BLK-CTH/2026", "diberikan di sini"),
        ("563/ 125 /blk-cth/2026", "berlanjut"),
        ("SK-0001/BLK-TPN/2026", "belum dibuka"),
        ("563/0001/BLK-CTH/2019", None),
    ],
)
def test_every_number_of_a_series_is_accounted_for_once(center, officer, number, word):
    NumberSeriesFactory(
        training_center=center, pattern="563/{number:04d}/BLK-CTH/{year}", used_before=120, last_number=121
    )
    found = mapped(earlier_file(row(number)), by=officer)

    (said,) = reasons(found, officer)

    assert bool(said) == bool(word)
    assert word is None or word in said[0]


def test_series_begins_after_the_numbers_from_before(center, officer):
    """Opened by hand, changed, or by the first paper of a year."""
    pattern = "893/{number:03d}/BLK/{year}"
    recorded(center, row("893/017/BLK/2026", issued=date(2026, 5, 4)), by=officer)
    paper = NumberSeries.Paper.CERTIFICATE
    words = {"by": officer, "paper": paper, "year": 2026, "pattern": pattern}

    assert refused(number_series.open_year, center, **words, used_before=16) == ["before"]
    assert refused(number_series.open_series, center, year=2026, pattern=pattern) == ["before"]
    series = number_series.open_year(center, **words, used_before=17)
    changed = {"by": officer, "pattern": pattern, "validity_months": None}
    assert refused(number_series.change_series, series, **changed, used_before=3) == ["before"]
    assert number_series.change_series(series, **changed, used_before=20).last_number == 20


def test_number_of_a_refused_certificate_is_free_again(center, officer, head):
    found = recorded(center, by=officer)
    waiting = earlier_confirmation.waiting_of(found)
    words = {"chosen": {waiting[0].public_id}, "seen": earlier_confirmation.seal_of(waiting), "accepts": False}
    earlier_confirmation.decide(found, by=head, **words, reason="Tidak ada di arsip")

    assert effects(mapped(earlier_file(row()), by=officer), officer) == [(2, "new")]


@pytest.mark.parametrize("inside", [False, True])
def test_holder_is_taken_for_somebody_only_by_an_answer(center, officer, inside):
    person = known(center, inside=inside)
    found = mapped(earlier_file(row()), by=officer)

    (line,) = lines(found, officer)
    assert [value for value, _words in line.question.choices] == [str(person.public_id), "new"]
    assert refused(accepted, found, by=officer) == ["ask_same"]
    assert refused(accepted, found, by=officer, answers={2: "x"}) == ["ask_same"]
    accepted(found, by=officer, answers={2: str(person.public_id)})

    assert EarlierCertificate.objects.get().person == person


def test_question_asks_the_same_of_people_in_custody_and_outside(center, officer):
    known(center, name="Siti Rahmah", inside=True)
    known(center, name="Sitti Rachmah")
    found = mapped(earlier_file(row()), by=officer)

    (line,) = lines(found, officer)
    shapes = {words.split(",")[1].split("–")[0] for _value, words in line.question.choices[:2]}

    assert len(line.question.choices) == 3
    assert shapes == {" 1995 "}


def test_who_is_said_to_be_another_person_is_taken_for_nobody(center, officer):
    known(center, nik=NIK, name="Lain", born=date(1990, 1, 1))

    accepted(mapped(earlier_file(row(nik=NIK)), by=officer), by=officer, answers={2: "new"})

    assert EarlierCertificate.objects.get().person is None


def test_nobody_is_asked_about_strangers_of_other_centers(officer):
    known(TrainingCenterFactory())

    (line,) = lines(mapped(earlier_file(row()), by=officer), officer)

    assert line.question is None


def test_what_was_shown_is_what_is_accepted(center, officer):
    found = mapped(earlier_file(row()), by=officer)
    seen = list_imports.seal_of(lines(found, officer))
    known(center)

    assert refused(list_imports.accept, found, by=officer, seen=seen, rows={2}) == ["stale"]
    assert refused(list_imports.accept, found, by=officer, seen="", rows=()) == ["stale"]
    assert not EarlierCertificate.objects.exists()


def test_nothing_is_accepted_without_a_row(officer):
    assert refused(accepted, mapped(earlier_file(row()), by=officer), by=officer, rows=()) == ["nobody"]


def test_settled_list_stays_as_it_is(officer):
    found = list_imports.discard(mapped(earlier_file(row()), by=officer), by=officer)

    assert (found.state, found.sealed_table) == ("discarded", "")
    for call in (
        lambda: accepted(found, by=officer, rows={2}),
        lambda: list_imports.discard(found, by=officer),
        lambda: list_imports.map_columns(found, by=officer, mapping={}),
        lambda: list_imports.choose_sheet(found, by=officer, name=""),
    ):
        assert "settled" in refused(call)


@pytest.mark.parametrize("role", ["blk_head", "blk_coordinator", "instructor", "training_officer"])
def test_others_take_in_nothing(center, officer, role):
    found = mapped(earlier_file(row()), by=officer)
    is_inside = role == "training_officer"
    other = UserFactory(roles=[role], **({} if is_inside else {"training_center": center}))
    stranger = staff(TrainingCenterFactory(), "certificate_officer")

    assert refused(list_imports.map_columns, found, by=other, mapping={})[0] == "not_authorized"
    assert refused(accepted, found, by=stranger, rows={2}) == ["not_authorized"]
    assert refused(list_imports.discard, found, by=stranger) == ["not_authorized"]
    assert refused(list_imports.undo, found, by=stranger) == ["not_authorized", "state"]
    if not is_inside:
        assert refused(list_imports.receive, earlier_file(row()), kind=found.kind, by=other) == ["not_authorized"]


def test_lists_are_seen_by_their_own_center_alone(officer):
    mapped(earlier_file(row()), by=officer)
    inside = UserFactory(roles=["registrar"], facility=FacilityFactory())

    assert ListImport.objects.visible_to(officer).count() == 1
    assert not ListImport.objects.visible_to(staff(TrainingCenterFactory(), "certificate_officer")).exists()
    assert not ListImport.objects.visible_to(inside).exists()
    assert not EarlierCertificate.objects.visible_to(inside).exists()


def test_list_of_any_length_is_stored_with_the_same_statements(officer, django_assert_max_num_queries):
    rows = [row(f"893/{n:03d}/BLK/2019", f"Siti {'abcdefghij'[n % 10] * 2}") for n in range(1, 90)]
    found = mapped(earlier_file(*rows), by=officer)
    shown = lines(found, officer)
    seen, chosen = list_imports.seal_of(shown), {line.row for line in shown}

    with django_assert_max_num_queries(30):
        list_imports.accept(found, by=officer, seen=seen, rows=chosen)

    assert EarlierCertificate.objects.count() == 89
