"""Meetings under an agreement: who records them, what they may say, their papers and pages."""

import hashlib
from datetime import date, time
from io import BytesIO
from itertools import pairwise

import pikepdf
import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from certification.sealing import daily_roots
from core import clock
from core.errors import RuleViolation
from core.models import AccessLogEntry, AuditEvent
from programs.agreements import agreement_years, meeting_records
from programs.agreements.forms import MeetingForm
from programs.agreements.meeting_paper import minutes_paper
from programs.agreements.meeting_records import Record
from programs.agreements.models import Agreement, AgreementMeeting
from tests.factories import (
    AgreementFactory,
    AgreementMeetingFactory,
    BatchFactory,
    EnrollmentFactory,
    UserFactory,
)
from tests.papers import pages
from tests.reasons import codes
from tests.scans import BARE_PDF, PDF
from tests.world import names

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _november():
    with clock.moved_to(clock.at(date(2026, 11, 20), time(11), "Asia/Makassar")):
        yield


@pytest.fixture
def agreement():
    return AgreementFactory(valid_from=date(2026, 1, 1), valid_until=date(2027, 12, 31))


@pytest.fixture
def officer(agreement):
    return UserFactory(roles=["training_officer"], facility=agreement.facility)


@pytest.fixture
def coordinator(agreement):
    return UserFactory(roles=["blk_coordinator"], training_center=agreement.training_center)


def record(**changes):
    values = {
        "kind": "meeting",
        "held_on": date(2026, 11, 18),
        "place": "Aula BLK",
        "attendees": (("Siti Aminah", "BLK Kota"), ("Budi", "UPT Kota")),
        "agenda": "Jadwal semester kedua",
        **changes,
    }
    return Record(**values)


def address(name, row):
    return reverse(f"programs:{name}", args=[row.public_id])


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, []),
        ({"held_on": date(2026, 11, 20)}, []),
        ({"held_on": date(2026, 11, 21)}, ["in_future"]),
        ({"attendees": ()}, ["nobody"]),
        ({"attendees": (("A", "B"),) * 40}, []),
        ({"attendees": (("A", "B"),) * 41}, ["too_many"]),
        ({"agenda": " "}, ["no_agenda"]),
        ({"kind": "evaluation"}, ["no_year"]),
        ({"kind": "evaluation", "year": 1}, []),
        ({"kind": "evaluation", "year": 2}, ["no_year"]),
        ({"minutes": "Dua tahanan dipindahkan."}, ["telltale"]),
        ({"decisions": "Peserta dari blok B 12 pindah kelas."}, ["telltale"]),
        ({"place": "Rutan Kota"}, []),
    ],
)
def test_each_reason_against_a_record_of_the_facility(agreement, officer, change, expected):
    found = meeting_records.blockers(agreement, record(**change), by=officer, words_are_meant=False)

    assert codes(found) == expected


def test_words_of_custody_stand_where_they_are_meant_and_are_not_asked_of_the_center(agreement, officer, coordinator):
    told = record(minutes="Kepala Rutan membuka rapat.")

    assert codes(meeting_records.blockers(agreement, told, by=officer, words_are_meant=True)) == []
    assert codes(meeting_records.blockers(agreement, told, by=coordinator, words_are_meant=False)) == []


@pytest.mark.parametrize(
    ("role", "is_own", "expected"),
    [
        ("training_officer", True, []),
        ("rutan_head", True, ["not_authorized"]),
        ("training_officer", False, ["not_authorized"]),
    ],
)
def test_only_who_keeps_the_agreement_records_its_meetings(agreement, role, is_own, expected):
    user = UserFactory(roles=[role], facility=agreement.facility if is_own else AgreementFactory().facility)

    assert codes(meeting_records.record_blockers(agreement, by=user)) == expected


def test_only_the_office_that_wrote_changes_its_words_until_they_are_signed(agreement, officer, coordinator):
    meeting = meeting_records.record_meeting(agreement, by=officer, record=record())
    colleague = UserFactory(roles=["training_officer"], facility=agreement.facility)

    assert codes(meeting_records.change_blockers(meeting, by=colleague)) == []
    assert codes(meeting_records.change_blockers(meeting, by=coordinator)) == ["other_office"]

    meeting_records.attach_scan(meeting, by=coordinator, content=PDF)
    with pytest.raises(RuleViolation) as refused:
        meeting_records.change_meeting(meeting, by=officer, record=record(agenda="Lain"))
    assert codes(refused.value.reasons) == ["signed"]


def test_only_who_kept_a_photo_replaces_it_and_the_audit_knows_both(agreement, officer, coordinator):
    meeting = meeting_records.record_meeting(agreement, by=officer, record=record())
    meeting = meeting_records.attach_photo(meeting, by=coordinator, jpeg=b"first")

    with pytest.raises(RuleViolation) as refused:
        meeting_records.attach_photo(meeting, by=officer, jpeg=b"other")
    assert codes(refused.value.reasons) == ["not_the_keeper"]

    meeting_records.attach_photo(meeting, by=coordinator, jpeg=b"second")

    first, second = AuditEvent.objects.filter(action="agreement_meeting.attach_photo").order_by("pk")
    assert ("before" in first.details, second.details["before"]) == (False, first.details["sha256"])
    assert second.details["sha256"] == hashlib.sha256(b"second").hexdigest()


def test_a_photo_from_before_this_was_noted_is_replaced_by_who_recorded_the_meeting(agreement, officer, coordinator):
    meeting = meeting_records.record_meeting(agreement, by=officer, record=record())
    meeting.photo.save("photo.jpg", ContentFile(b"old"))
    meeting.photo.storage.delete(meeting.photo.name)

    assert codes(meeting_records.photo_keeper_blockers(meeting, by=coordinator)) == ["not_the_keeper"]
    assert meeting_records.attach_photo(meeting, by=officer, jpeg=b"new").photo_kept_by == officer


def test_only_who_kept_the_signed_minutes_replaces_them(agreement, officer, coordinator):
    meeting = meeting_records.record_meeting(agreement, by=officer, record=record())
    meeting = meeting_records.attach_scan(meeting, by=coordinator, content=PDF)

    with pytest.raises(RuleViolation) as refused:
        meeting_records.attach_scan(meeting, by=officer, content=PDF + b"other")
    colleague = UserFactory(roles=["blk_coordinator"], training_center=agreement.training_center)

    assert codes(refused.value.reasons) == ["not_the_keeper"]
    assert codes(meeting_records.scan_keeper_blockers(meeting, by=colleague)) == ["not_the_keeper"]
    replaced = meeting_records.attach_scan(meeting, by=coordinator, content=PDF + b"better")
    with replaced.scan.open() as kept:
        assert kept.read() == PDF + b"better"


def test_an_evaluation_keeps_the_numbers_of_its_year(agreement, officer):
    batch = BatchFactory(agreement=agreement, facility=agreement.facility, starts_on=date(2026, 3, 2))
    EnrollmentFactory(batch=batch)
    EnrollmentFactory(batch=batch, state="completed")
    BatchFactory(
        agreement=agreement, starts_on=date(2027, 1, 4), ends_on=date(2027, 2, 1), assessment_on=date(2027, 2, 2)
    )

    made = meeting_records.record_meeting(agreement, by=officer, record=record(kind="evaluation", year=1))

    made.refresh_from_db()
    assert made.figures == {
        "batches": 1,
        "participants": 2,
        "finished": 1,
        "competent": 0,
        "certified": 0,
        "attended": 0,
    }
    assert AuditEvent.objects.get(action="agreement_meeting.record").details["kind"] == "evaluation"


def test_an_evaluation_counts_what_has_begun_and_not_what_is_only_planned(agreement, officer):
    own = {"agreement": agreement, "facility": agreement.facility, "training_center": agreement.training_center}
    for state, starts_on in (
        ("planned", date(2026, 11, 2)),
        ("selecting", date(2026, 11, 3)),
        ("running", date(2026, 11, 21)),
        ("running", date(2026, 11, 20)),
        ("finished", date(2026, 3, 2)),
        ("certified", date(2026, 3, 3)),
    ):
        batch = BatchFactory(
            **own, state=state, starts_on=starts_on, ends_on=date(2026, 12, 18), assessment_on=date(2026, 12, 21)
        )
        EnrollmentFactory(batch=batch)

    made = meeting_records.record_meeting(agreement, by=officer, record=record(kind="evaluation", year=1))

    assert (made.figures["batches"], made.figures["participants"]) == (3, 3)


def test_a_year_is_evaluated_once_and_its_record_may_be_changed(agreement, officer):
    made = meeting_records.record_meeting(agreement, by=officer, record=record(kind="evaluation", year=1))

    with pytest.raises(RuleViolation) as refused:
        meeting_records.record_meeting(agreement, by=officer, record=record(kind="evaluation", year=1))
    changed = meeting_records.change_meeting(made, by=officer, record=record(kind="meeting", year=1))

    assert codes(refused.value.reasons) == ["evaluated"]
    assert (changed.kind, changed.year, changed.figures) == ("meeting", None, {})


@pytest.mark.parametrize(
    ("on", "evaluated", "expected"),
    [
        (date(2026, 11, 30), None, None),
        (date(2026, 12, 1), None, 1),
        (date(2026, 12, 2), 1, None),
        (date(2027, 11, 30), 1, None),
        (date(2027, 11, 30), None, 1),
        (date(2027, 12, 2), 1, 2),
        (date(2028, 2, 1), 1, 2),
        (date(2028, 2, 1), 2, None),
    ],
)
def test_when_an_evaluation_is_due(agreement, on, evaluated, expected):
    due = agreement_years.year_due(agreement, on=on, evaluated=evaluated)

    assert (due and due.number) == expected


@given(begins=st.dates(date(1900, 1, 1), date(2199, 12, 31)), days=st.integers(0, 36500), until=st.dates())
def test_years_of_an_agreement_follow_each_other_and_end_with_it(begins, days, until):
    ends = date.fromordinal(begins.toordinal() + days)
    agreement = Agreement(valid_from=begins, valid_until=ends)

    years = agreement_years.years_of(agreement, until=until)

    assert [year.number for year in years] == list(range(1, len(years) + 1))
    assert all(year.begins <= year.ends <= ends and year.begins <= until for year in years)
    assert all(one.ends.toordinal() + 1 == two.begins.toordinal() for one, two in pairwise(years))


def test_minutes_are_printed_with_both_who_sign(agreement, coordinator):
    long = "\n".join(["Pembahasan jadwal pelatihan dan peralatan bengkel las. " * 6] * 30)
    meeting = AgreementMeetingFactory(
        agreement=agreement, kind="evaluation", year=1, figures={"batches": 3}, minutes=long, center_signatory="Siti"
    )

    with pikepdf.open(BytesIO(minutes_paper(meeting, reader=coordinator))) as paper:
        assert len(paper.pages) == 3


def test_names_as_they_occur_are_printed(agreement, officer):
    people = [[name, "BLK Kota"] for name in names.all_names()[:40]]

    root = daily_roots.short(daily_roots.take().details["root"])

    content = minutes_paper(AgreementMeetingFactory(agreement=agreement, attendees=people), reader=officer)

    text = " ".join(" ".join(pages(content)).split())
    assert f"Akar harian 2026-11-20: {root}" in text


def picture() -> bytes:
    content = BytesIO()
    Image.new("RGB", (400, 300), "#225544").save(content, "PNG")
    return content.getvalue()


def posted(**changes):
    return {
        "kind": "meeting",
        "year": "",
        "held_on": "18/11/2026",
        "place": "Aula BLK",
        "attendees": "Siti Aminah, S.Kom.; BLK Kota\r\n\r\nBudi;UPT Kota",
        "agenda": "Jadwal",
        **changes,
    }


@pytest.mark.parametrize("who", ["officer", "coordinator"])
def test_either_office_records_by_form_and_both_read_it(sign_in, agreement, officer, coordinator, who):
    writer = {"officer": officer, "coordinator": coordinator}[who]

    answer = sign_in(writer).post(address("meeting_new", agreement), posted())

    made = AgreementMeeting.objects.get()
    assert answer["Location"] == address("meeting_detail", made)
    assert made.attendees == [["Siti Aminah, S.Kom.", "BLK Kota"], ["Budi", "UPT Kota"]]
    for reader in (officer, coordinator):
        assert "Siti Aminah" in sign_in(reader).get(address("meeting_detail", made)).content.decode()


@pytest.mark.parametrize("change", [{"attendees": "Siti Aminah"}, {"agenda": ""}, {"year": "9"}, {"kind": "party"}])
def test_what_cannot_be_recorded_comes_back(sign_in, agreement, officer, change):
    answer = sign_in(officer).post(address("meeting_new", agreement), posted(**change))

    assert (answer.status_code, AgreementMeeting.objects.count()) == (422, 0)


def test_the_writer_is_warned_of_telltale_words_and_may_mean_them(sign_in, agreement, officer):
    client = sign_in(officer)

    warned = client.post(address("meeting_new", agreement), posted(minutes="Kepala Rutan hadir."))
    client.post(address("meeting_new", agreement), posted(minutes="Kepala Rutan hadir.", words_are_meant="on"))

    assert "rutan" in warned.content.decode()
    assert AgreementMeeting.objects.count() == 1


def test_a_record_is_changed_by_form(sign_in, agreement, officer):
    meeting = AgreementMeetingFactory(agreement=agreement, recorded_by=officer)
    client = sign_in(officer)

    shown = client.get(address("meeting_edit", meeting)).content.decode()
    client.post(address("meeting_edit", meeting), posted(agenda="Peralatan"))

    meeting.refresh_from_db()
    assert "Siti Aminah; BLK Kota" in shown
    assert meeting.agenda == "Peralatan"


def test_a_photo_is_drawn_anew_and_shown_to_both(sign_in, agreement, officer, coordinator):
    meeting = AgreementMeetingFactory(agreement=agreement)

    sign_in(officer).post(
        address("meeting_photo_add", meeting), {"photo": SimpleUploadedFile("x.png", picture(), "image/png")}
    )
    answer = sign_in(coordinator).get(address("meeting_photo", meeting))

    assert b"".join(answer.streaming_content).startswith(b"\xff\xd8\xff")
    assert answer["Cache-Control"] == "no-store, private"


def test_a_file_that_is_no_picture_is_refused(sign_in, agreement, officer):
    meeting = AgreementMeetingFactory(agreement=agreement)

    answer = sign_in(officer).post(
        address("meeting_photo_add", meeting), {"photo": SimpleUploadedFile("x.png", b"MZ", "image/png")}
    )

    meeting.refresh_from_db()
    assert (answer.status_code, bool(meeting.photo)) == (422, False)


def test_signed_minutes_come_back_and_are_logged(sign_in, agreement, officer, coordinator):
    meeting = AgreementMeetingFactory(agreement=agreement)

    sign_in(coordinator).post(address("meeting_scan_add", meeting), {"scan": SimpleUploadedFile("x.pdf", PDF)})
    answer = sign_in(officer).get(address("meeting_scan", meeting))

    assert b"".join(answer.streaming_content) == BARE_PDF
    assert AccessLogEntry.objects.filter(kind="export").count() == 1


def test_printing_is_logged(sign_in, agreement, coordinator):
    answer = sign_in(coordinator).get(address("meeting_print", AgreementMeetingFactory(agreement=agreement)))

    assert answer["Content-Type"] == "application/pdf"
    assert AccessLogEntry.objects.get().kind == "print"


PAGES = ["meeting_detail", "meeting_edit", "meeting_print", "meeting_photo_add", "meeting_scan_add"]


@pytest.mark.parametrize("name", PAGES)
def test_strangers_find_nothing_and_others_are_refused(sign_in, agreement, name):
    meeting = AgreementMeetingFactory(agreement=agreement)
    stranger = UserFactory(roles=["training_officer"])
    registrar = UserFactory(roles=["registrar"], facility=agreement.facility)

    assert sign_in(stranger).get(address(name, meeting)).status_code == 404
    assert sign_in(registrar).get(address(name, meeting)).status_code == 403


def test_without_photo_and_scan_there_is_nothing_to_show(sign_in, agreement, officer):
    meeting, client = AgreementMeetingFactory(agreement=agreement), sign_in(officer)

    assert client.get(address("meeting_photo", meeting)).status_code == 404
    assert client.get(address("meeting_scan", meeting)).status_code == 404


@pytest.mark.parametrize("count", [1, 30])
def test_the_agreement_costs_the_same_for_one_meeting_and_for_thirty(
    sign_in, agreement, officer, django_assert_num_queries, count
):
    for _number in range(count):
        AgreementMeetingFactory(agreement=agreement, recorded_by=officer)
    client = sign_in(officer)

    client.get(address("agreement_detail", agreement))
    with django_assert_num_queries(6):
        page = client.get(address("agreement_detail", agreement))

    assert len(page.context["meetings"].rows) == count


def test_home_reminds_both_offices_of_an_evaluation(sign_in, agreement, officer, coordinator):
    with clock.moved_to(clock.at(date(2026, 12, 10), time(11), "Asia/Makassar")):
        shown = [sign_in(user).get(reverse("reports:home")).content.decode() for user in (officer, coordinator)]
        AgreementMeetingFactory(agreement=agreement, kind="evaluation", year=1)
        afterwards = sign_in(officer).get(reverse("reports:home")).content.decode()

    assert [f"Evaluasi tahun ke-1 perjanjian {agreement.number}" in page for page in shown] == [True, True]
    assert f"perjanjian {agreement.number}" not in afterwards


def test_the_form_of_the_center_asks_for_no_confirmation():
    form = MeetingForm(years=[], writes_for_center=True)

    assert "words_are_meant" not in form.fields
