"""Who is taken where: one row per person and time, court before visit before training; what each reader may know."""

import re
from datetime import time

import pytest
from django.urls import reverse

from inmates.custody.models.stays import Movement
from programs.batches.models import BatchStaff
from programs.movements.movement_list import movements_on
from tests.conftest import MONDAY
from tests.factories import BatchFactory, SessionFactory
from tests.html import compact
from tests.papers import pages
from tests.programs.movements.people import announce, at, participant

pytestmark = pytest.mark.django_db
TODAY = MONDAY.date()
LISTS = ("movement_list", "unlock_list", "destination_list")
PAPERS = ("movement_print", "unlock_print", "destination_print")


@pytest.fixture
def morning(batch):
    """08.00 to 11.00"""
    session = SessionFactory(batch=batch)
    BatchStaff.objects.create(batch=batch, user=session.instructor, duty="instructor")
    return session


def rows(user):
    """Name, where to, hours and how much training is missed, of everybody on the list by block."""
    return [
        (walk.name, walk.where(for_facility=True), walk.leaves_at, walk.back_at, len(walk.missed_sessions))
        for block in movements_on(user, TODAY).blocks
        for walk in block.walks
    ]


@pytest.mark.engines
def test_court_takes_the_place_of_training_in_one_row(batch, morning, guard):
    announce(participant(batch, "Gusti"), "court", at(8), at(14), "PN Rantau")

    assert rows(guard) == [("Gusti", "Sidang, PN Rantau", at(8), at(14), 1)]


@pytest.mark.parametrize(("start", "end"), [(at(8, 1), at(14)), (at(10, 40), at(11))])
def test_whoever_is_called_away_later_is_brought_to_training_and_fetched_from_it(batch, morning, guard, start, end):
    announce(participant(batch, "Gusti"), "visit", start, end, "Ruang kunjungan")

    assert sorted(rows(guard), key=lambda row: row[2]) == [
        ("Gusti", "Bengkel las", at(8), at(11), 0),
        ("Gusti", "Kunjungan, Ruang kunjungan", start, end, 0),
    ]


def test_court_goes_before_a_visit_and_both_before_training(batch, morning, guard):
    afternoon = SessionFactory(batch=batch, clock_time=time(13))
    place = participant(batch, "Gusti")
    announce(place, "visit", at(9), at(10), "Ruang kunjungan")
    announce(place, "court", at(7, 30), at(9, 30), "PN Rantau")
    announce(place, "visit", at(13), at(13, 30), "Ruang kunjungan")

    assert rows(guard) == [
        ("Gusti", "Sidang, PN Rantau", at(7, 30), at(9, 30), 1),
        ("Gusti", "Kunjungan, Ruang kunjungan", at(13), at(13, 30), 1),
    ]
    assert afternoon.starts_at == at(13)


def test_one_day_in_court_takes_two_sessions_in_one_row(batch, morning, guard):
    SessionFactory(batch=batch, clock_time=time(13))
    announce(participant(batch, "Gusti"), "court", at(8), at(16), "PN Rantau")

    assert rows(guard) == [("Gusti", "Sidang, PN Rantau", at(8), at(16), 2)]


@pytest.mark.parametrize(
    ("start", "end", "fields"),
    [
        (at(11), at(12), {}),
        (at(7), at(8), {}),
        (at(9), at(10), {"withdrawn_at": at(7)}),
    ],
)
def test_touching_ends_and_what_was_withdrawn_change_nothing(batch, morning, guard, start, end, fields):
    announce(participant(batch, "Gusti"), "court", start, end, "PN Rantau", **fields)

    assert rows(guard) == [("Gusti", "Bengkel las", at(8), at(11), 0)]


def test_what_another_office_announced_says_nothing_here(batch, morning, guard):
    absence = announce(participant(batch, "Gusti"), "court", at(9), at(14), "PN Rantau")
    absence.facility = BatchFactory().facility
    absence.save()

    assert rows(guard) == [("Gusti", "Bengkel las", at(8), at(11), 0)]


def other_class(batch, hour):
    """Another class of this facility, so that the lists of the day reach further than the training of one person."""
    other = BatchFactory(facility=batch.facility, name=f"Kelas pukul {hour}")
    return SessionFactory(batch=other, clock_time=time(hour))


@pytest.mark.parametrize(("start", "end"), [(at(7), at(8)), (at(11), at(12)), (at(14), at(15))])
def test_an_appointment_outside_the_own_training_is_on_no_list(batch, morning, guard, start, end):
    other_class(batch, 7)
    other_class(batch, 13)
    announce(participant(batch, "Gusti"), "court", start, end, "PN Rantau")

    assert rows(guard) == [("Gusti", "Bengkel las", at(8), at(11), 0)]


def test_an_appointment_during_training_that_is_missed_anyway_is_on_no_list(batch, morning, guard):
    place = participant(batch, "Gusti")
    announce(place, "court", at(8), at(9), "PN Rantau")
    announce(place, "visit", at(10), at(10, 30), "Ruang kunjungan")

    assert rows(guard) == [("Gusti", "Sidang, PN Rantau", at(8), at(9), 1)]


@pytest.mark.engines
@pytest.mark.parametrize(
    ("first", "second", "goes_to"),
    [
        ("loan", "court", "Sidang"),
        ("visit", "loan", "Bon"),
        ("visit", "court", "Sidang"),
        ("sick", "visit", "Kunjungan"),
    ],
)
def test_of_two_appointments_the_weightier_counts_though_it_begins_later(batch, morning, guard, first, second, goes_to):
    place = participant(batch, "Gusti")
    announce(place, first, at(7, 30), at(9))
    announce(place, second, at(8), at(12))

    assert rows(guard) == [("Gusti", goes_to, at(8), at(12), 1)]


def test_who_is_in_hospital_is_not_fetched_for_court(batch, morning, guard):
    place = participant(batch, "Gusti")
    Movement.objects.create(person=place.person, kind="hospital", out_at=at(6))
    announce(place, "court", at(8), at(14), "PN Rantau")

    assert rows(guard) == [("Gusti", "Sudah di luar: Rumah sakit", at(6), None, 1)]


def test_who_has_gone_to_the_hearing_announced_is_not_fetched_for_it_again(batch, morning, guard):
    SessionFactory(batch=batch, clock_time=time(13))
    place = participant(batch, "Gusti")
    announce(place, "court", at(8, 30), at(16), "PN Rantau")
    Movement.objects.create(person=place.person, kind="court", out_at=at(9))

    assert rows(guard) == [
        ("Gusti", "keluar 09.00: sidang pengadilan", at(8), at(11), 0),
        ("Gusti", "Sudah di luar: Sidang pengadilan", at(9), None, 1),
    ]


@pytest.mark.parametrize("code", ["sick", "excused", "isolation"])
def test_who_stays_in_the_block_is_fetched_by_nobody_and_guards_read_no_diagnosis(batch, morning, guard, code):
    announce(participant(batch, "Gusti"), code, at(8), at(11))

    found = movements_on(guard, TODAY)

    assert rows(guard) == [("Gusti", "Tetap di blok", at(8), at(11), 1)]
    assert (found.people, found.doors, found.departures) == (0, [], [])


def test_who_is_out_already_is_shown_with_where_and_fetched_by_nobody(batch, morning, guard):
    SessionFactory(batch=batch, clock_time=time(13))
    place = participant(batch, "Gusti")
    Movement.objects.create(person=place.person, kind="hospital", out_at=at(6))
    announce(place, "visit", at(9), at(10))

    assert rows(guard) == [("Gusti", "Sudah di luar: Rumah sakit", at(6), None, 2)]
    assert movements_on(guard, TODAY).doors == []


def test_who_goes_out_in_the_middle_of_a_lesson_stands_at_its_beginning_with_the_hour(batch, morning, guard):
    SessionFactory(batch=batch, clock_time=time(13))
    Movement.objects.create(person=participant(batch, "Gusti").person, kind="court", out_at=at(9))

    assert rows(guard) == [
        ("Gusti", "keluar 09.00: sidang pengadilan", at(8), at(11), 0),
        ("Gusti", "Sudah di luar: Sidang pengadilan", at(9), None, 1),
    ]


def test_the_workshop_reads_of_who_went_out_that_it_is_official(batch, morning, guard, sign_in):
    place = participant(batch, "Gusti")
    Movement.objects.create(person=place.person, kind="court", out_at=at(9))

    page = sign_in(morning.instructor).get(reverse("programs:destination_list")).content.decode()

    assert ("Dinas" in page, "sidang" in page.lower()) == (True, False)


@pytest.mark.engines
def test_doors_are_opened_by_block_then_hour_then_cell(batch, morning, guard):
    SessionFactory(batch=batch, clock_time=time(13))
    for name, block, cell in [("Yusuf", "B", "02"), ("Bahri", "A", "03"), ("Zaini", "A", "01")]:
        participant(batch, name, block, cell)

    doors = movements_on(guard, TODAY).doors

    assert [(block.name, [(walk.leaves_at, walk.name) for walk in block.walks]) for block in doors] == [
        ("A", [(at(8), "Zaini"), (at(8), "Bahri"), (at(13), "Zaini"), (at(13), "Bahri")]),
        ("B", [(at(8), "Yusuf"), (at(13), "Yusuf")]),
    ]


def test_each_destination_says_who_is_expected_and_who_is_missed(batch, morning, guard):
    participant(batch, "Anwar")
    announce(participant(batch, "Gusti"), "court", at(8), at(14), "PN Rantau")
    announce(participant(batch, "Hendra"), "sick", at(8), at(11))

    found = movements_on(guard, TODAY).destinations

    assert [(one.place, one.at, [w.name for w in one.walks], [w.name for w in one.missing]) for one in found] == [
        ("Bengkel las, Las 4/2026", at(8), ["Anwar"], ["Gusti", "Hendra"]),
        ("Sidang, PN Rantau", at(8), ["Gusti"], []),
    ]


def test_two_courts_at_one_hour_are_two_destinations_with_names_in_order(batch, morning, guard):
    for name, court in [("Zaini", "PN Rantau"), ("Bahri", "PN Martapura"), ("Anwar", "PN Rantau")]:
        announce(participant(batch, name), "court", at(8), at(14), court)

    found = movements_on(guard, TODAY).destinations

    assert [(one.place, one.people, [w.name for w in one.walks], [w.name for w in one.missing]) for one in found] == [
        ("Bengkel las, Las 4/2026", 0, [], ["Anwar", "Bahri", "Zaini"]),
        ("Sidang, PN Martapura", 1, ["Bahri"], []),
        ("Sidang, PN Rantau", 2, ["Anwar", "Zaini"], []),
    ]


def test_a_block_counts_who_leaves_it_and_of_these_who_goes_to_training(batch, morning, guard):
    SessionFactory(batch=batch, clock_time=time(13))
    participant(batch, "Anwar")
    announce(participant(batch, "Gusti"), "court", at(8), at(16), "PN Rantau")
    announce(participant(batch, "Hendra"), "isolation", at(8), at(16))
    announce(participant(batch, "Yusuf", "B"), "visit", at(8), at(16))

    found = movements_on(guard, TODAY).blocks

    assert [(block.name, block.people, block.for_training) for block in found] == [("A", 2, 1), ("B", 1, 0)]


def test_each_office_reads_its_own_word_of_who_is_missed(batch, morning, guard):
    for name, code, place in [("Anwar", "court", "PN Rantau"), ("Bahri", "sick", ""), ("Gusti", "isolation", "")]:
        announce(participant(batch, name), code, at(8), at(11), place)
    Movement.objects.create(person=participant(batch, "Hendra").person, kind="hospital", out_at=at(6))
    Movement.objects.create(person=participant(batch, "Yusuf").person, kind="loan", out_at=at(9))

    (workshop,) = movements_on(morning.instructor, TODAY).destinations
    here = movements_on(guard, TODAY).destinations[0]

    assert [(walk.name, walk.where_to) for walk in here.missing] == [
        ("Anwar", "Sidang, PN Rantau"),
        ("Bahri", "Tetap di blok"),
        ("Gusti", "Tetap di blok"),
        ("Hendra", "Sudah di luar: Rumah sakit"),
        ("Yusuf", "keluar 09.00: bon penyidik"),
    ]
    assert [(walk.name, walk.where_told, walk.block, walk.cell) for walk in workshop.missing] == [
        ("Anwar", "Dinas", "", ""),
        ("Bahri", "Sakit", "", ""),
        ("Gusti", "Dinas", "", ""),
        ("Hendra", "Dinas", "", ""),
        ("Yusuf", "Dinas", "", ""),
    ]


def test_two_classes_in_rooms_of_one_name_are_two_destinations(batch, morning, guard):
    second = BatchFactory(facility=batch.facility, name="Las 5/2026")
    other = SessionFactory(batch=second, room="Bengkel las", clock_time=time(11))
    participant(batch, "Anwar")
    participant(other.batch, "Bahri")

    assert [one.place for one in movements_on(guard, TODAY).destinations] == [
        "Bengkel las, Las 4/2026",
        "Bengkel las, Las 5/2026",
    ]


# Pages and papers


def seen_by(client, names):
    """The pages as text, and the papers as the words on them."""
    for name in names:
        answer = client.get(reverse(f"programs:{name}"))
        assert answer.status_code == 200
        yield " ".join(pages(answer.content)) if name.endswith("print") else compact(answer.content.decode())


@pytest.fixture
def secrets(batch, morning):
    """Three people of the class; what of them stands in records that neither guard nor workshop reads."""
    anwar = participant(batch, "Anwar Hidayat", "Melati", "Kamar-07")
    gusti = participant(batch, "Gusti Ramadhan", "Melati", "Kamar-08")
    announce(gusti, "court", at(8), at(14), "PN Rantau")
    hendra = participant(batch, "Hendra Kurniawan", "Anggrek", "Kamar-09")
    Movement.objects.create(person=hendra.person, kind="hospital", out_at=at(6))
    for place in (anwar, gusti, hendra):
        place.person.photo = "photos/x.jpg"
        place.person.save()
    numbers = [place.person.register_numbers.get().number for place in (anwar, gusti, hendra)]
    return {
        "numbers": numbers,
        "births": [f"{p.person.birth_date:%Y}" for p in (anwar, gusti, hendra) if p.person.birth_date],
    }


def test_guards_read_name_photo_block_and_where_to_and_nothing_else(secrets, batch, guard, sign_in):
    for text in seen_by(sign_in(guard), LISTS + PAPERS):
        assert "Gusti Ramadhan" in text
        for secret in [*secrets["numbers"], "B-77", "2030", "Contoh Wali", "SMA"]:
            assert secret not in text

    for text in seen_by(sign_in(guard), LISTS):
        assert "/foto/" in text
        assert "Melati" in text
        assert "Sidang, PN Rantau" in text


def test_the_missed_training_is_struck_out_on_the_page_and_named_on_paper(secrets, guard, sign_in):
    page, paper = seen_by(sign_in(guard), ("movement_list", "movement_print"))

    assert re.search(r"<b>Sidang, PN Rantau</b>.*<s>Las 4/2026, 08\.00</s><span>tidak diikuti</span>", page)
    assert page.count("Gusti Ramadhan</th>") == 1
    assert "didahulukan dari Las 4/2026" in " ".join(paper.split())


def test_the_workshop_reads_who_comes_and_nothing_of_custody(secrets, morning, sign_in):
    for text in seen_by(sign_in(morning.instructor), ("destination_list", "destination_print")):
        words = " ".join(text.split())
        assert "Anwar Hidayat" in words
        assert "Gusti Ramadhan" in words
        assert "Dinas" in words
        for secret in [
            *secrets["numbers"],
            "Melati",
            "Anggrek",
            "Kamar-",
            "PN Rantau",
            "Sidang",
            "Rumah sakit",
            "09.00",
        ]:
            assert secret not in words


def test_the_workshop_reads_own_sessions_only(secrets, morning, batch, sign_in):
    other = SessionFactory(batch=BatchFactory(facility=batch.facility, training_center=batch.training_center))
    participant(other.batch, "Dari Kelas Lain")

    for text in seen_by(sign_in(morning.instructor), ("destination_list", "destination_print")):
        assert "Dari Kelas Lain" not in text


@pytest.mark.parametrize("name", ["movement_list", "movement_print", "unlock_list", "unlock_print"])
def test_the_workshop_has_no_list_of_blocks(secrets, morning, sign_in, name):
    assert sign_in(morning.instructor).get(reverse(f"programs:{name}")).status_code == 403


def test_the_training_officer_prints_all_three(secrets, officer, sign_in):
    for text in seen_by(sign_in(officer), LISTS + PAPERS):
        assert "Anwar Hidayat" in text


@pytest.mark.parametrize("name", PAPERS)
def test_long_papers_repeat_the_head_count_pages_and_split_no_row(batch, morning, guard, sign_in, name):
    for number in range(60):
        participant(
            batch, f"Muhammad Abdurrahman Wahid Kusumawardhana {number:02d}", "ABC"[number % 3], f"{number:02d}"
        )

    sheets = pages(sign_in(guard).get(reverse(f"programs:{name}")).content)
    head = {"movement_print": "Blok / kamar", "unlock_print": "Buka pukul", "destination_print": "Tiba"}[name]

    assert len(sheets) > 1
    for number, sheet in enumerate(sheets, 1):
        assert f"Halaman {number} dari {len(sheets)}" in sheet
        assert head in " ".join(sheet.split())
    # A row that went over two pages would have a half of its name on each.
    whole = [" ".join(sheet.split()) for sheet in sheets]
    for number in range(60):
        assert sum(f"Kusumawardhana {number:02d}" in sheet for sheet in whole) == 1


@pytest.mark.engines
@pytest.mark.parametrize("name", LISTS)
def test_lists_cost_the_same_for_one_and_for_thirty(batch, morning, guard, sign_in, django_assert_num_queries, name):
    client = sign_in(guard)
    participant(batch, "Anwar")
    client.get(reverse(f"programs:{name}"))
    with django_assert_num_queries(QUERIES):
        client.get(reverse(f"programs:{name}"))
    for number in range(30):
        place = participant(batch, f"Peserta {number}", "ABC"[number % 3])
        if number % 3 == 0:
            announce(place, "court", at(9), at(14), "PN Rantau")
    with django_assert_num_queries(QUERIES):
        client.get(reverse(f"programs:{name}"))


QUERIES = 7
