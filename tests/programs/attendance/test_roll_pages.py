import json
import re
import uuid
from datetime import date

import pytest
from django.urls import reverse

from core.models import AccessLogEntry
from inmates.people.models import Person
from programs.attendance import mark_changes
from programs.attendance.models.marks import Mark
from programs.head_counts import count_records
from programs.timetable.models.sessions import Session
from tests.factories import BatchFactory, EnrollmentFactory, SessionFactory, UserFactory, count_heads
from tests.html import compact, error_summary
from tests.papers import pages

pytestmark = pytest.mark.django_db


def url(name, session, person=None):
    return reverse(f"programs:{name}", args=[session.public_id, *([person.public_id] if person else [])])


def sheet(people, **statuses):
    """The fields of the whole form as a page without marks sends them."""
    data = {}
    for person in people:
        data |= {f"version-{person.public_id}": "0", f"seen-{person.public_id}": "|0|"}
    for name, status in statuses.items():
        person = next(one for one in people if one.person.full_name == name)
        data[f"status-{person.public_id}"] = status
    return data


def marks():
    return dict(Mark.objects.values_list("enrollment__person__full_name", "status__code"))


# The page


def test_the_sheet_names_each_person_with_the_choices_of_the_reader(session, people, sign_in):
    mark_changes.mark(session, people[0], by=session.instructor, status="present")

    page = sign_in(session.instructor).get(url("session_roll", session)).content.decode()

    assert re.findall(r'value="(\w+)"[^>]*aria-describedby="state-' + str(people[1].public_id), page) == [
        "present",
        "late",
        "sick",
        "excused",
        "unexcused",
        "duty",
        "unmarked",
    ]
    assert re.findall(r'value="(\w+)"\s+checked', page) == ["present"]
    assert "1 dari 3 hadir" in page
    assert "2 belum ditandai" in page


def test_the_center_reads_no_custody_reason(session, people, officer, sign_in):
    mark_changes.mark(session, people[0], by=officer, status="court", note="Pengadilan Rantau")

    page = sign_in(session.instructor).get(url("session_roll", session)).content.decode()

    assert re.findall(r'value="(\w+)"\s+checked', page) == ["duty"]
    assert "Pengadilan" not in page
    assert "Sidang" not in page
    assert "1 dinas" in page


def test_the_facility_reads_and_records_the_precise_reason(session, people, officer, sign_in):
    mark_changes.mark(session, people[0], by=officer, status="court")

    page = sign_in(officer).get(url("session_roll", session)).content.decode()

    assert re.findall(r'value="(\w+)"\s+checked', page) == ["court"]
    assert 'value="duty"' not in page


def test_the_facility_sees_an_official_reason_of_the_center_as_one_choice_more(session, people, officer, sign_in):
    mark_changes.mark(session, people[0], by=session.instructor, status="duty")

    page = sign_in(officer).get(url("session_roll", session)).content.decode()

    assert re.findall(r'value="(\w+)"\s+checked', page) == ["duty"]
    assert re.findall(r'for="duty-([\w-]+)">Dinas<', page) == [str(people[0].public_id)]


@pytest.mark.parametrize(
    ("chosen", "standing"), [("duty", {"Abdul": "duty"}), ("court", {"Abdul": "court"}), ("unmarked", {})]
)
def test_the_facility_keeps_replaces_or_takes_back_an_official_reason_of_the_center(
    session, people, officer, sign_in, chosen, standing
):
    mark_changes.mark(session, people[0], by=session.instructor, status="duty")
    key = people[0].public_id
    data = {f"version-{key}": "1", f"seen-{key}": "duty|0|", f"status-{key}": chosen}

    response = sign_in(officer).post(url("roll_save", session), data)

    assert (response.status_code, marks()) == (302, standing)


def test_the_facility_reads_in_doubt_that_the_center_recorded_an_official_reason(session, people, officer, sign_in):
    mark_changes.mark(session, people[0], by=session.instructor, status="duty")

    response = sign_in(officer).post(url("roll_save", session), sheet(people, Abdul="sick"))

    page = compact(response.content.decode())
    assert (response.status_code, marks()) == (409, {"Abdul": "duty"})
    assert "Pakai catatan itu: Dinas" in page
    assert page.count(">Dinas</label>") == 1


def test_each_status_has_a_key_of_its_own(session, people, officer, sign_in):
    def keys(reader):
        page = sign_in(reader).get(url("session_roll", session)).content.decode()
        return re.findall(r"<kbd>(\w+)</kbd>", page)

    assert keys(session.instructor) == ["H", "T", "S", "I", "A", "D", "Del"]
    assert keys(officer) == ["H", "T", "S", "I", "A", "1", "2", "3", "4", "Del"]


@pytest.mark.parametrize("name", ["roll_save", "session_finalize", "session_counts", "mark_save"])
def test_the_address_of_a_refused_form_leads_back_to_the_sheet(session, people, sign_in, name):
    client = sign_in(session.instructor)
    address = url(name, session, people[0] if name == "mark_save" else None)

    response = client.get(address, headers={"accept": "text/html"}, follow=True)

    assert response.redirect_chain[-1] == (url("session_roll", session), 302)
    assert client.get(address, headers={"accept": "application/json"}).status_code == 405


def test_who_only_reads_sees_no_form(session, people, sign_in):
    head = UserFactory(roles=["rutan_head"], facility=session.batch.facility)

    page = sign_in(head).get(url("session_roll", session)).content.decode()

    assert "Abdul" in page
    assert 'type="radio"' not in page


def test_a_session_to_come_says_so(session, people, sign_in):
    Session.objects.update(starts_at="2026-11-23T05:00Z", ends_at="2026-11-23T08:00Z")

    page = sign_in(session.instructor).get(url("session_roll", session)).content.decode()

    assert "Sesi ini belum dimulai." in page
    assert 'type="radio"' not in page


def test_without_participants_the_page_says_so(session, sign_in):
    assert (
        "Tidak ada yang seharusnya hadir"
        in sign_in(session.instructor).get(url("session_roll", session)).content.decode()
    )


@pytest.mark.parametrize("name", ["session_roll", "roll_print", "roll_print_week"])
def test_a_stranger_finds_nothing(session, people, sign_in, name):
    stranger = sign_in(UserFactory(roles=["training_officer"]))

    assert stranger.get(url(name, session)).status_code == 404


@pytest.mark.parametrize("count", [1, 30])
def test_the_sheet_costs_the_same_for_one_and_for_thirty(session, sign_in, django_assert_num_queries, count):
    for person in [EnrollmentFactory(batch=session.batch) for _ in range(count)]:
        mark_changes.mark(session, person, by=session.instructor, status="present")
    client = sign_in(session.instructor)

    with django_assert_num_queries(12):
        client.get(url("session_roll", session))


# The whole form


def test_touched_rows_are_saved_and_others_left_alone(session, people, sign_in):
    data = sheet(people, Abdul="present", Budi="late") | {f"late-{people[1].public_id}": "15"}

    response = sign_in(session.instructor).post(url("roll_save", session), data)

    assert response.headers["Location"] == url("session_roll", session)
    assert marks() == {"Abdul": "present", "Budi": "late"}
    assert Mark.objects.get(enrollment=people[1]).minutes_present == 165


@pytest.mark.parametrize("count", [1, 30])
def test_saving_the_sheet_costs_the_same_for_one_and_for_thirty(session, sign_in, django_assert_num_queries, count):
    people = EnrollmentFactory.create_batch(count, batch=session.batch)
    client = sign_in(session.instructor)
    client.post(url("roll_save", session), sheet(people, **{one.person.full_name: "present" for one in people}))
    seen = {f"{name}-{one.public_id}": value for one in people for name, value in SEEN.items()}

    # Of them 4 begin or end a transaction, which in the test are savepoints.
    with django_assert_num_queries(19):
        client.post(url("roll_save", session), seen | {f"status-{one.public_id}": "sick" for one in people})
    assert set(marks().values()) == {"sick"}


SEEN = {"version": "1", "seen": "present|0|"}


def test_the_rest_present_is_an_act_of_its_own(session, people, sign_in):
    sign_in(session.instructor).post(url("roll_save", session), sheet(people, Budi="sick") | {"rest": "present"})

    assert marks() == {"Abdul": "present", "Budi": "sick", "Cecep": "present"}


def test_nothing_chosen_saves_nothing(session, people, sign_in):
    response = sign_in(session.instructor).post(url("roll_save", session), sheet(people), follow=True)

    assert marks() == {}
    assert "Tidak ada yang diubah" in response.content.decode()


def test_the_workshops_counts_are_saved_with_the_sheet_and_no_others(session, people, sign_in):
    counts = {"left_block": "3", "arrived": "3"}

    sign_in(session.instructor).post(url("roll_save", session), sheet(people) | counts)

    assert count_records.figures(session) == {"arrived": 3}


def test_sent_twice_the_sheet_is_saved_once(session, people, sign_in):
    client, data = sign_in(session.instructor), sheet(people, Abdul="present")
    data["idempotency_token"] = str(uuid.uuid4())

    answers = [client.post(url("roll_save", session), data).status_code for _ in range(2)]

    assert answers == [302, 302]
    assert Mark.objects.get().version == 1


def test_a_row_in_doubt_shows_both_values_and_keeps_no_other_back(session, people, officer, sign_in):
    mark_changes.mark(session, people[0], by=officer, status="sick")

    response = sign_in(session.instructor).post(url("roll_save", session), sheet(people, Abdul="present", Budi="sick"))

    page = compact(response.content.decode())
    assert response.status_code == 200
    assert marks() == {"Abdul": "sick", "Budi": "sick"}
    assert "Perlu diperiksa: petugas lain mencatat Sakit" in page
    assert "Sebagian baris belum tersimpan." in page
    assert re.findall(r'value="(\w+)"\s+checked', page) == ["present", "sick"]
    assert f'name="version-{people[0].public_id}" value="1"' in page


def test_a_sheet_of_which_nothing_can_be_saved_is_refused(session, people, officer, sign_in):
    mark_changes.mark(session, people[0], by=officer, status="sick")

    response = sign_in(session.instructor).post(url("roll_save", session), sheet(people, Abdul="present"))

    assert (response.status_code, marks()) == (409, {"Abdul": "sick"})
    assert "Belum ada yang disimpan." in response.content.decode()


def test_a_mark_without_its_note_waits_alone_when_the_rest_are_present(session, people, sign_in):
    client, data = sign_in(session.instructor), sheet(people, Budi="excused") | {"rest": "present"}

    response = client.post(url("roll_save", session), data)

    page = response.content.decode()
    assert (response.status_code, marks()) == (200, {"Abdul": "present", "Cecep": "present"})
    assert re.findall(r'value="(\w+)"\s+checked', page) == ["present", "excused", "present"]
    assert "Status ini memerlukan catatan" in page

    client.post(url("roll_save", session), sheet(people, Budi="excused") | {f"note-{people[1].public_id}": "keluarga"})
    assert marks() == {"Abdul": "present", "Budi": "excused", "Cecep": "present"}


def test_rows_that_could_not_be_saved_are_named_on_top_and_the_counter_has_what_stands(
    session, people, officer, sign_in
):
    mark_changes.mark(session, people[0], by=officer, status="sick")
    shown = {f"version-{people[0].public_id}": "1", f"seen-{people[0].public_id}": "sick|0|"}
    data = sheet(people, Abdul="late", Budi="excused", Cecep="present") | shown | {f"late-{people[0].public_id}": "999"}

    page = sign_in(session.instructor).post(url("roll_save", session), data).content.decode()

    assert error_summary(page) == [
        (f"minutes-{people[0].public_id}", "Abdul: Tuliskan berapa menit terlambat, dari 1 sampai 180."),
        (f"note-{people[1].public_id}", "Budi: Status ini memerlukan catatan: tuliskan alasannya."),
    ]
    assert "1 dari 3 hadir" in page
    assert "1 belum ditandai" in page
    assert "Sejauh ini tercatat: Sakit" in page


def test_a_row_that_somebody_else_recorded_is_named_on_top(session, people, officer, sign_in):
    mark_changes.mark(session, people[0], by=officer, status="sick")

    page = sign_in(session.instructor).post(url("roll_save", session), sheet(people, Abdul="present")).content.decode()

    words = "Abdul: Perlu diperiksa: petugas lain mencatat Sakit. Pilih, lalu simpan."
    assert error_summary(page) == [(f"present-{people[0].public_id}", words)]


def test_a_count_that_was_saved_beside_a_row_in_doubt_is_known_to_the_page(session, people, sign_in):
    client, data = sign_in(session.instructor), sheet(people, Abdul="present", Budi="excused") | {"arrived": "2"}

    page = client.post(url("roll_save", session), data).content.decode()

    assert count_records.figures(session) == {"arrived": 2}
    assert 'name="seen_arrived" value="2"' in page


def test_a_session_is_not_closed_over_a_row_in_doubt(session, people, sign_in):
    data = sheet(people, Abdul="present", Budi="excused")

    response = sign_in(session.instructor).post(url("session_finalize", session), data)

    assert (response.status_code, marks()) == (200, {"Abdul": "present"})
    assert Session.objects.get().state == "planned"


def test_a_mark_is_taken_back_with_the_sheet(session, people, sign_in):
    mark_changes.mark(session, people[0], by=session.instructor, status="unexcused")
    seen = {f"version-{people[0].public_id}": "1", f"seen-{people[0].public_id}": "unexcused|0|"}
    client = sign_in(session.instructor)

    answer = client.post(url("roll_save", session), sheet(people, Abdul="unmarked", Budi="unmarked") | seen)

    assert (answer.status_code, marks()) == (302, {})
    assert "0 dari 3 hadir" in client.get(url("session_roll", session)).content.decode()
    history = compact(client.get(url("mark_history", session, people[0])).content.decode())
    assert re.findall(r"<td[^>]*>(Belum ditandai|Alpa)", history) == ["Belum ditandai", "Alpa"]


def test_without_a_script_either_value_can_be_taken_by_a_button(session, people, officer, sign_in):
    mark_changes.mark(session, people[0], by=officer, status="late", minutes_late=20)
    client, data = sign_in(session.instructor), sheet(people, Abdul="present", Budi="sick")
    words = " ".join(re.sub(r"<[^>]+>", " ", client.post(url("roll_save", session), data).content.decode()).split())
    assert f"{officer.full_name}, 09.12 Pakai catatan itu: Telat, 20 menit Tetap pilihan saya: Hadir" in words

    client.post(url("roll_save", session), data | {"take": str(people[0].public_id)})

    assert marks() == {"Abdul": "late", "Budi": "sick"}
    assert Mark.objects.get(enrollment=people[0]).version == 1


def test_after_looking_the_sheet_can_be_sent_again(session, people, officer, sign_in):
    mark_changes.mark(session, people[0], by=officer, status="sick")
    data = sheet(people, Abdul="present") | {f"version-{people[0].public_id}": "1"}

    sign_in(session.instructor).post(url("roll_save", session), data)

    assert marks() == {"Abdul": "present"}


def test_a_row_that_was_left_alone_is_never_stale(session, people, officer, sign_in):
    mark_changes.mark(session, people[0], by=officer, status="sick")
    mark_changes.mark(session, people[0], by=officer, status="present")
    seen = {f"version-{people[0].public_id}": "1", f"seen-{people[0].public_id}": "sick|0|"}

    sign_in(session.instructor).post(url("roll_save", session), sheet(people, Abdul="sick", Budi="present") | seen)

    assert marks() == {"Abdul": "present", "Budi": "present"}


def test_a_row_that_lacks_something_says_what(session, people, sign_in):
    response = sign_in(session.instructor).post(url("roll_save", session), sheet(people, Abdul="late", Budi="excused"))

    page = response.content.decode()
    assert response.status_code == 422
    assert "Tuliskan berapa menit terlambat, dari 1 sampai 180." in page
    assert "Status ini memerlukan catatan" in page
    assert marks() == {}


@pytest.mark.parametrize("name", ["roll_save", "session_finalize", "session_counts"])
def test_strangers_and_readers_save_nothing(session, people, client, sign_in, name):
    data = sheet(people, Abdul="present")

    reader = sign_in(UserFactory(roles=["rutan_head"], facility=session.batch.facility)).post(url(name, session), data)
    stranger = sign_in(UserFactory(roles=["training_officer"])).post(url(name, session), data)

    assert (reader.status_code, stranger.status_code, marks()) == (403, 404, {})


# One row


def send(client, session, person, **values):
    return client.post(url("mark_save", session, person), {"status": "present", "version": "0", **values})


def test_a_row_is_saved_by_itself(session, people, sign_in):
    answer = send(sign_in(session.instructor), session, people[0]).json()

    assert marks() == {"Abdul": "present"}
    assert {name: answer[name] for name in ("version", "status", "word", "seen")} == {
        "version": 1,
        "status": "present",
        "word": "Hadir",
        "seen": "present|0|",
    }
    assert "1 dari 3 hadir" in answer["tally"]
    assert "Peserta yang belum ditandai: 2." in answer["checks"]


def test_a_row_asks_thirteen_statements(session, people, sign_in, django_assert_num_queries):
    client = sign_in(session.instructor)
    send(client, session, people[0])

    # Four more begin or end a transaction, which in the test are savepoints.
    with django_assert_num_queries(17):
        send(client, session, people[0], status="sick", version="1")


def test_a_row_is_taken_back_by_itself(session, people, sign_in):
    mark_changes.mark(session, people[0], by=session.instructor, status="unexcused")

    answer = send(sign_in(session.instructor), session, people[0], status="unmarked", version="1").json()

    assert marks() == {}
    assert {name: answer[name] for name in ("version", "status", "seen")} == {
        "version": 0,
        "status": "",
        "seen": "|0|",
    }
    assert "3 belum ditandai" in answer["tally"]


def test_a_row_that_somebody_took_back_meanwhile_says_so(session, people, officer, sign_in):
    mark_changes.mark(session, people[0], by=officer, status="sick")
    mark_changes.unmark(session, people[0], by=officer)

    response = send(sign_in(session.instructor), session, people[0], version="1")

    assert (response.status_code, marks()) == (409, {})
    assert response.json() == {
        "version": 0,
        "status": "",
        "minutes_late": 0,
        "note": "",
        "seen": "|0|",
        "word": "Belum ditandai",
        "look": "",
        "by": f"{officer.full_name}, 09.12",
    }


@pytest.mark.parametrize("minutes", ["abc", "999", "-5", "1.5", ""])
def test_a_row_with_minutes_that_cannot_be_is_told_the_limits(session, people, sign_in, minutes):
    fields = {"status": "late", "version": 0, "minutes_late": minutes}

    answer = sign_in(session.instructor).post(url("mark_save", session, people[0]), fields)

    assert (answer.status_code, marks()) == (422, {})
    assert answer.json() == {"message": "Tuliskan berapa menit terlambat, dari 1 sampai 180."}


def test_a_row_sent_twice_is_one_mark_and_one_answer(session, people, sign_in):
    client, token = sign_in(session.instructor), str(uuid.uuid4())

    first, second = (send(client, session, people[0], idempotency_token=token) for _ in range(2))

    assert first.json() == second.json()
    assert Mark.objects.get().version == 1


def test_a_stale_row_brings_the_other_value(session, people, officer, sign_in):
    mark_changes.mark(session, people[0], by=officer, status="court", note="Rahasia")

    response = send(sign_in(session.instructor), session, people[0])

    assert response.status_code == 409
    assert response.json() == {
        "version": 1,
        "status": "duty",
        "minutes_late": 0,
        "note": "",
        "seen": "duty|0|",
        "word": "Dinas",
        "look": "leave",
        "by": f"{officer.full_name}, 09.12",
    }
    assert marks() == {"Abdul": "court"}


def test_a_row_that_a_rule_refuses_says_why(session, people, sign_in):
    response = send(sign_in(session.instructor), session, people[0], status="late")

    assert (response.status_code, json.loads(response.content)["message"]) == (
        422,
        "Tuliskan berapa menit terlambat, dari 1 sampai 180.",
    )


def test_a_row_of_nonsense_is_refused(session, people, sign_in):
    response = send(sign_in(session.instructor), session, people[0], version="x")

    assert (response.status_code, response.json()) == (
        422,
        {"message": "Baris ini tidak terbaca. Pilih lagi."},
    )


def test_a_person_of_another_batch_is_not_found(session, people, sign_in):
    assert send(sign_in(session.instructor), session, EnrollmentFactory()).status_code == 404


# Counts and closing


def test_counts_are_sent_by_the_page(session, people, sign_in):
    response = sign_in(session.instructor).post(url("session_counts", session), {"arrived": "2"})

    assert (count_records.figures(session), response.json()["counts"]) == ({"arrived": 2}, {"arrived": 2})


def test_a_count_that_is_no_number_is_refused(session, people, sign_in):
    response = sign_in(session.instructor).post(url("session_counts", session), {"arrived": "tiga"})

    assert (response.status_code, count_records.figures(session)) == (422, {})


def test_a_count_far_above_what_is_expected_is_confirmed_on_the_sheet(session, people, sign_in):
    client, data = sign_in(session.instructor), sheet(people) | {"arrived": "30", "seen_arrived": ""}

    refused = client.post(url("roll_save", session), data)
    page = compact(refused.content.decode())
    client.post(url("roll_save", session), data | {"is_sure": "on"})

    sentence = "Hitung ulang, atau centang bahwa angkanya benar."
    assert (refused.status_code, sentence in page, '<div class="form-check" id="roll-sure">' in page) == (
        422,
        True,
        True,
    )
    assert count_records.figures(session) == {"arrived": 30}


def test_a_sheet_refused_for_a_count_shows_the_marks_as_they_stand(session, people, sign_in):
    """Not with the versions that were taken back: sent again, they would pass over what somebody else wrote."""
    client, name = sign_in(session.instructor), people[0].person.full_name
    client.post(url("roll_save", session), sheet(people, **{name: "present"}))
    seen = {f"version-{people[0].public_id}": "1", f"seen-{people[0].public_id}": "present|0|"}
    changed = sheet(people, **{name: "sick"}) | seen | {"arrived": "30", "seen_arrived": ""}

    refused = client.post(url("roll_save", session), changed)
    client.post(url("roll_save", session), changed | {"is_sure": "on"})

    assert refused.status_code == 422
    assert f'name="version-{people[0].public_id}" value="1"' in compact(refused.content.decode())
    assert marks() == {name: "sick"}


def test_a_count_that_the_page_sends_itself_is_confirmed_too(session, people, sign_in):
    client = sign_in(session.instructor)

    refused = client.post(url("session_counts", session), {"arrived": "30"})
    client.post(url("session_counts", session), {"arrived": "30", "is_sure": "on"})

    answer = refused.json()
    assert (refused.status_code, answer["asks_sure"], "seharusnya hadir hanya 3" in answer["message"]) == (
        422,
        True,
        True,
    )
    assert count_records.figures(session) == {"arrived": 30}


def test_nobody_is_asked_to_confirm_a_count_before_it_was_refused(session, people, sign_in):
    page = compact(sign_in(session.instructor).get(url("session_roll", session)).content.decode())

    assert '<div class="form-check" id="roll-sure" hidden>' in page


def test_a_count_of_somebody_else_is_shown_before_it_is_replaced(session, people, officer, sign_in):
    count_records.record(session, by=officer, people={"arrived": 2})
    data = sheet(people) | {"arrived": "3", "seen_arrived": ""}

    response = sign_in(session.instructor).post(url("roll_save", session), data)

    page = response.content.decode()
    assert (response.status_code, count_records.figures(session)) == (422, {"arrived": 2})
    assert f"Tiba di bengkel: {officer} sudah mencatat 2" in page
    assert 'name="seen_arrived" value="2"' in page


def test_a_count_left_alone_is_never_stale(session, people, officer, sign_in):
    count_records.record(session, by=officer, people={"arrived": 2})

    sign_in(session.instructor).post(url("roll_save", session), sheet(people) | {"arrived": "3", "seen_arrived": "3"})

    assert count_records.figures(session) == {"arrived": 2}


COUNTS = {"arrived": 3, "left_workshop": 3, "is_over": "on"}


def test_a_complete_sheet_is_saved_and_closed_at_once(session, people, sign_in):
    data = sheet(people, Abdul="present", Budi="present", Cecep="present") | COUNTS
    count_heads(session, 3, leave_out=COUNTS)

    early = sign_in(session.instructor).post(url("session_finalize", session), data | {"is_over": ""})
    assert 'name="is_over"' in early.content.decode()
    assert "Bila sudah selesai, centang pernyataan itu" in early.content.decode()

    response = sign_in(session.instructor).post(url("session_finalize", session), data, follow=True)

    session.refresh_from_db()
    assert (session.state, len(marks())) == ("finalized", 3)
    assert 'type="radio"' not in response.content.decode()


def test_a_sheet_that_cannot_be_closed_is_saved_all_the_same(session, people, sign_in):
    client, data = sign_in(session.instructor), sheet(people, Abdul="present") | COUNTS

    response = client.post(url("session_finalize", session), data)
    again = client.post(url("session_finalize", session), sheet(people))

    session.refresh_from_db()
    page = response.content.decode()
    assert (response.status_code, session.state, marks()) == (200, "planned", {"Abdul": "present"})
    assert "1 presensi tersimpan." in page
    assert error_summary(page)[0] == (f"present-{people[1].public_id}", "Budi: Belum ditandai")
    assert re.findall(r'value="(\w+)"\s+checked', page) == ["present"]
    assert 'name="left_workshop" value="3"' in page
    assert again.status_code == 422


def test_a_sheet_with_a_count_that_is_no_number_says_that_nothing_is_saved(session, people, sign_in):
    data = sheet(people, Abdul="present") | {"arrived": "banyak"}

    response = sign_in(session.instructor).post(url("session_finalize", session), data)

    page = response.content.decode()
    assert (response.status_code, marks()) == (422, {})
    assert error_summary(page) == [("id_arrived", "Tiba di bengkel: Tulis angka bulat.")]
    assert "Belum ada yang disimpan." in page
    assert page.count("Belum tersimpan") == 1


@pytest.mark.parametrize(
    ("who", "sentence"),
    [
        ("instructor", "Hitung lagi, atau minta penyelia menulis alasan (paling sedikit 10 huruf)."),
        ("officer", "Hitung lagi, atau tuliskan mengapa hitungannya berbeda (paling sedikit 10 huruf)."),
    ],
)
def test_what_keeps_a_session_open_is_told_with_where_it_is_mended(session, people, officer, sign_in, who, sentence):
    mark_changes.mark(session, people[0], by=session.instructor, status="present")
    by = session.instructor if who == "instructor" else officer

    page = sign_in(by).post(url("session_finalize", session), sheet(people)).content.decode()

    counts, reason = "id_arrived", "" if who == "instructor" else "id_reason"
    assert error_summary(page) == [
        (f"present-{people[1].public_id}", "Budi: Belum ditandai"),
        (f"present-{people[2].public_id}", "Cecep: Belum ditandai"),
        (
            "id_is_over",
            (
                "Sesi ini berlangsung sampai 11.00. Bila sudah selesai, centang pernyataan itu dan isi pukul berapa "
                "selesainya."
            ),
        ),
        (counts, "Empat hitungan orang belum lengkap."),
        (counts, "Tercatat hadir: 1; yang tiba belum dihitung."),
        (reason, sentence),
    ]


# Corrections and history


@pytest.fixture
def closed(session, people):
    for person in people:
        mark_changes.mark(session, person, by=session.instructor, status="present")
    Session.objects.update(state="finalized", finalized_by=session.instructor, finalized_at="2026-11-23T04:00Z")
    session.refresh_from_db()
    return session


def test_a_supervisor_corrects_a_closed_session(closed, people, officer, sign_in):
    data = {"status": "unexcused", "reason": "Orang lain yang hadir atas namanya"}

    response = sign_in(officer).post(url("mark_correct", closed, people[0]), data)

    assert response.headers["Location"] == url("session_roll", closed)
    assert marks() == {"Abdul": "unexcused", "Budi": "present", "Cecep": "present"}


def test_a_correction_without_a_reason_is_refused_on_the_form(closed, people, officer, sign_in):
    response = sign_in(officer).post(url("mark_correct", closed, people[0]), {"status": "unexcused", "reason": "Salah"})

    assert response.status_code == 422
    assert "Pembetulan memerlukan alasan paling sedikit 10 huruf." in response.content.decode()
    assert marks()["Abdul"] == "present"


def test_a_second_supervisor_reads_what_the_first_corrected_and_undoes_nothing(closed, people, officer, sign_in):
    coordinator = UserFactory(roles=["blk_coordinator"], training_center=closed.batch.training_center)
    client = sign_in(coordinator)
    shown = client.get(url("mark_correct", closed, people[0])).context["form"].as_sent()
    why = {"reason": "Orangnya sakit sejak pagi"}
    mark_changes.mark(closed, people[0], by=officer, status="sick", note="Demam", **why)

    answer = client.post(url("mark_correct", closed, people[0]), {**shown, "status": "unexcused", **why})

    codes = [error.code for error in answer.context["form"].non_field_errors().as_data()]
    assert (answer.status_code, codes, marks()["Abdul"]) == (422, ["stale"], "sick")


def test_an_instructor_cannot_open_the_correction(closed, people, sign_in):
    assert sign_in(closed.instructor).get(url("mark_correct", closed, people[0])).status_code == 403


def test_the_form_of_a_correction_starts_from_what_stands(closed, people, officer, sign_in):
    page = sign_in(officer).get(url("mark_correct", closed, people[0])).content.decode()

    assert re.findall(r'value="(\w+)"[^>]*checked', page) == ["present"]
    assert "Riwayat" in page


def test_the_form_of_a_correction_has_an_official_reason_of_the_center_where_it_stands(
    session, people, officer, sign_in
):
    mark_changes.mark(session, people[0], by=session.instructor, status="duty")

    page = sign_in(officer).get(url("mark_correct", session, people[0])).content.decode()

    assert 'value="duty"' in page
    assert page.count("checked") == 1


@pytest.mark.parametrize("writer", ["officer", "instructor"])
def test_the_center_reads_no_note_that_the_detention_center_wrote(session, people, officer, sign_in, writer):
    by = officer if writer == "officer" else session.instructor
    mark_changes.mark(session, people[0], by=by, status="excused", note="Blok C rusuh")
    client = sign_in(session.instructor)

    pages = [client.get(url("session_roll", session)), client.get(url("mark_history", session, people[0]))]

    assert ["Blok C rusuh" in page.content.decode() for page in pages] == [writer == "instructor"] * 2


def test_history_hides_notes_on_custody_reasons_from_the_center(session, people, officer, sign_in):
    mark_changes.mark(session, people[0], by=session.instructor, status="unexcused")
    mark_changes.mark(session, people[0], by=officer, status="court", note="Pengadilan Rantau")

    center = sign_in(session.instructor).get(url("mark_history", session, people[0])).content.decode()
    facility = sign_in(officer).get(url("mark_history", session, people[0])).content.decode()

    assert ("Pengadilan Rantau" in center, "Dinas" in center, "Alpa" in center) == (False, True, True)
    assert ("Pengadilan Rantau" in facility, "Sidang" in facility) == (True, True)


def test_the_center_reads_no_reason_for_a_correction_that_the_facility_wrote(session, people, officer, sign_in):
    mark_changes.mark(session, people[0], by=officer, status="court", note="PN Rantau")
    mark_changes.mark(
        session, people[0], by=officer, status="excused", note="Sidang ditunda", reason="Sidang perkara 218 ditunda"
    )

    center = sign_in(session.instructor).get(url("mark_history", session, people[0])).content.decode()
    facility = sign_in(officer).get(url("mark_history", session, people[0])).content.decode()

    assert [words in center for words in ("Sidang ditunda", "perkara 218")] == [False, False]
    assert [words in facility for words in ("Sidang ditunda", "perkara 218")] == [True, True]


@pytest.mark.parametrize("status", ["court", "isolation", "visit"])
def test_the_center_records_no_reason_of_custody_by_its_own_name(session, people, sign_in, status):
    fields = {"status": status, "version": 0, "minutes_late": "", "note": "PN Rantau"}
    answer = sign_in(session.instructor).post(url("mark_save", session, people[0]), fields)

    assert (answer.status_code, Mark.objects.count()) == (422, 0)


def test_why_counts_differ_is_told_to_the_center_in_a_few_words_only(closed, officer, sign_in):
    Session.objects.filter(pk=closed.pk).update(counts_reason="Satu orang dibon Polres", finalized_by=officer)

    center = compact(sign_in(closed.instructor).get(url("session_roll", closed)).content.decode())
    facility = compact(sign_in(officer).get(url("session_roll", closed)).content.decode())

    assert ("dibon Polres" in center, "alasannya dicatat oleh yang menutupnya" in center) == (False, True)
    assert ("dibon Polres" in facility, "alasannya dicatat oleh yang menutupnya" in facility) == (True, False)


def test_there_is_no_history_without_a_mark(session, people, officer, sign_in):
    assert sign_in(officer).get(url("mark_history", session, people[0])).status_code == 404


@pytest.mark.parametrize(
    ("name", "value"), [("status", "x\0"), ("note", "a\0b"), ("seen", "|" + "9" * 5000 + "|"), ("version", "9" * 5000)]
)
def test_a_sheet_that_no_page_has_sent_breaks_nothing(session, people, sign_in, name, value):
    data = {
        **sheet(people, Abdul="excused"),
        f"note-{people[0].public_id}": "Izin",
        f"{name}-{people[0].public_id}": value,
    }

    answer = sign_in(session.instructor).post(url("roll_save", session), data)

    assert answer.status_code in (302, 422)


# Paper


@pytest.mark.parametrize("name", ["roll_print", "roll_print_week"])
def test_the_roll_is_printed_and_the_print_is_logged(session, people, sign_in, name):
    response = sign_in(session.instructor).get(url(name, session))

    assert response.content[:5] == b"%PDF-"
    assert list(AccessLogEntry.objects.values_list("kind", "subject")) == [("print", "attendance roll")]


def test_the_sheet_of_a_week_names_who_teaches_and_that_of_a_session_its_unit(session, people, sign_in):
    client = sign_in(session.instructor)

    week, one = (pages(client.get(url(name, session)).content)[0] for name in ("roll_print_week", "roll_print"))

    assert ("Pekan" in week, session.unit.code in week) == (True, False)
    assert session.unit.code in one


@pytest.mark.parametrize("name", ["roll_print", "roll_print_week"])
def test_a_case_officer_prints_own_wards_only(session, people, sign_in, name):
    wali = UserFactory(roles=["case_officer"], facility=session.batch.facility)
    Person.objects.filter(full_name="Budi").update(case_officer=wali)

    printed = " ".join(pages(sign_in(wali).get(url(name, session)).content))

    assert [person for person in ("Abdul", "Budi", "Cecep") if person in printed] == ["Budi"]


# The list


@pytest.fixture
def week(session):
    yesterday = SessionFactory(batch=session.batch, instructor=session.instructor, date=date(2026, 11, 20))
    later = SessionFactory(batch=session.batch, instructor=session.instructor, date=date(2026, 11, 24))
    done = SessionFactory(
        batch=session.batch,
        instructor=session.instructor,
        date=date(2026, 11, 19),
        state="finalized",
        finalized_by=session.instructor,
        finalized_at="2026-11-19T08:00Z",
    )
    return {"today": session, "open": yesterday, "upcoming": later, "closed": done}


@pytest.mark.parametrize("view", ["today", "open", "upcoming", "closed"])
def test_each_tab_lists_its_sessions(week, sign_in, view):
    SessionFactory()

    page = sign_in(week[view].instructor).get(reverse("programs:session_list"), {"view": view}).content.decode()

    assert re.findall(r"/sesi/([0-9a-f-]{36})/presensi/", page) == [str(week[view].public_id)]
    assert "Hari ini (1)" in page
    assert "Belum ditutup (1)" in page


def test_an_instructor_sees_own_batches_only(session, sign_in):
    other = BatchFactory(training_center=session.batch.training_center)
    SessionFactory(batch=other)

    page = sign_in(session.instructor).get(reverse("programs:session_list")).content.decode()

    assert re.findall(r"/sesi/([0-9a-f-]{36})/presensi/", page) == [str(session.public_id)]


def test_the_list_can_be_narrowed_to_a_batch(session, officer, sign_in):
    other = SessionFactory(batch__facility=officer.facility, batch__name="Jahit 1/2026")

    page = sign_in(officer).get(reverse("programs:session_list"), {"batch": other.batch.public_id}).content.decode()

    assert re.findall(r"/sesi/([0-9a-f-]{36})/presensi/", page) == [str(other.public_id)]


def test_an_empty_list_says_what_to_do(officer, sign_in):
    page = sign_in(officer).get(reverse("programs:session_list"), {"view": "upcoming"}).content.decode()

    assert "Tidak ada sesi di sini" in page


@pytest.mark.parametrize("count", [1, 30])
def test_the_list_costs_the_same_for_one_and_for_thirty(session, sign_in, django_assert_num_queries, count):
    for n in range(count - 1):
        SessionFactory(
            batch=session.batch,
            instructor=session.instructor,
            date=date(2026, 11, 23),
            starts_at=f"2026-11-23T1{n // 10}:{n % 10:02d}Z",
            ends_at=f"2026-11-23T1{n // 10}:{n % 10:02d}:30Z",
        )
    client = sign_in(session.instructor)

    with django_assert_num_queries(9):
        client.get(reverse("programs:session_list"))
