"""The alarm on pages: who reads it where, what each may see of it, and how it goes away from all of them at once."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core import clock
from core.models import AuditEvent
from inmates.custody.models.stays import Housing
from programs.attendance import known_absences, mark_changes
from programs.batches.models import BatchStaff
from programs.count_alarms import count_alarms
from programs.count_alarms.models import CountAlarm
from programs.count_alarms.overdue_counts import OVERDUE_AFTER
from programs.head_counts import count_records
from programs.tools import tool_issue, tool_return
from tests.factories import EnrollmentFactory, PersonFactory, SessionFactory, ToolFactory, UserFactory, count_heads

pytestmark = pytest.mark.django_db
HEAD = "Kurang 1 orang"
NUMBERS = "3 keluar bengkel, 2 tiba kembali"
REASON = "Satu orang dijemput penyidik dari bengkel"
ALL_THREE = (
    "Kurang 1 orang, dan belum ada daftar hadir yang menyebut siapa: presensi belum dicatat. Panggil semua 3 nama ini:"
)
ALARMED = ("guard", "officer", "head", "instructor", "coordinator")


@pytest.fixture
def session():
    session = SessionFactory(batch__name="Las 4/2026")
    BatchStaff.objects.create(batch=session.batch, user=session.instructor, duty="instructor")
    for name in ("Anwar Hidayat", "Bahrul Ilmi", "Candra Wijaya"):
        person = PersonFactory(facility=session.batch.facility, full_name=name, with_custody=True)
        Housing.objects.filter(person=person).update(block="Melati", cell=f"Kamar-{name[0]}")
        EnrollmentFactory(batch=session.batch, person=person)
    return session


@pytest.fixture
def people(session):
    facility, center = session.batch.facility, session.batch.training_center
    return {
        "guard": UserFactory(roles=["security_officer"], facility=facility),
        "officer": UserFactory(roles=["training_officer"], facility=facility),
        "head": UserFactory(roles=["rutan_head"], facility=facility),
        "instructor": session.instructor,
        "coordinator": UserFactory(roles=["blk_coordinator"], training_center=center),
    }


@pytest.fixture
def missing(session, people):
    """Three left the workshop, two are back in the block."""
    count_heads(session, 3, leave_out=["back_in_block"])
    count_records.record(session, by=people["guard"], people={"back_in_block": 2})
    return CountAlarm.objects.get()


def text(answer):
    return text_of(answer.content.decode())


def text_of(page):
    return " ".join(re.sub(r"<[^>]*>", " ", page).split())


def page_of(session):
    return reverse("programs:count_session", args=[session.public_id])


# Any page that somebody may have open.
ELSEWHERE = "accounts:account"


@pytest.mark.parametrize("who", ALARMED)
def test_everybody_who_must_know_reads_both_numbers_on_any_page_and_at_home(missing, people, sign_in, who):
    client = sign_in(people[who])

    page, home = text(client.get(reverse(ELSEWHERE))), text(client.get("/"))

    assert f"{HEAD}, Las 4/2026, 08.00–11.00: {NUMBERS}" in page
    # In the panel above and nowhere else: told twice, one alarm reads like two.
    assert home.count(f"{HEAD}, Las 4/2026, 08.00–11.00: {NUMBERS}") == 1


@pytest.mark.parametrize(
    ("role", "office"),
    [
        ("registrar", "facility"),
        ("board_chair", "facility"),
        ("case_officer", "facility"),
        ("assessor", "training_center"),
        ("administrator", "facility"),
        ("auditor", "facility"),
    ],
)
def test_nobody_else_reads_it(missing, session, sign_in, role, office):
    user = UserFactory(roles=[role], **{office: getattr(session.batch, office)})

    assert HEAD not in text(sign_in(user).get(reverse(ELSEWHERE)))


def test_neither_does_another_office_nor_an_instructor_of_another_batch(missing, session, sign_in):
    strangers = [
        UserFactory(roles=["rutan_head"]),
        UserFactory(roles=["blk_coordinator"], training_center=SessionFactory().batch.training_center),
        UserFactory(roles=["instructor"], training_center=session.batch.training_center),
    ]

    assert [HEAD in text(sign_in(user).get(reverse(ELSEWHERE))) for user in strangers] == [False] * 3


@pytest.mark.parametrize("who", ALARMED)
def test_on_a_quiet_day_nobody_reads_anything_and_no_query_is_spent(
    session, people, sign_in, who, django_assert_num_queries
):
    count_heads(session, 3)
    client = sign_in(people[who])

    with django_assert_num_queries(6):
        answer = client.get(reverse(ELSEWHERE))

    assert "alarm-strip" not in answer.content.decode()


@pytest.mark.engines
@pytest.mark.parametrize("count", [1, 12])
def test_the_strip_costs_two_queries_however_many_alarms(people, session, sign_in, django_assert_num_queries, count):
    for number in range(count):
        other = SessionFactory(batch=session.batch, starts_at=session.starts_at - timedelta(days=number + 1))
        CountAlarm.objects.create(
            session=other,
            from_point="arrived",
            before=3,
            to_point="left_workshop",
            after=2,
            raised_by=people["guard"],
        )
    client = sign_in(people["head"])

    with django_assert_num_queries(8):
        client.get(reverse(ELSEWHERE))


@pytest.mark.engines
def test_home_reads_the_alarms_once(missing, people, sign_in):
    client = sign_in(people["head"])

    with CaptureQueriesContext(connection) as queries:
        client.get(reverse("reports:home"))

    assert sum("is_overdue" in query["sql"] for query in queries) == 1


@pytest.mark.engines
def test_the_home_of_the_head_names_who_is_looked_for_with_the_block(missing, session, people, sign_in):
    _first, second, _third = session.batch.enrollments.select_related("person").order_by("person__name_key")
    count_alarms.say(session, by=people["guard"], seen={second: True})

    home = text(sign_in(people["head"]).get("/"))

    assert (
        "Kurang 1 orang, dan belum ada daftar hadir yang menyebut siapa: presensi belum dicatat."
        " Panggil semua 2 nama ini: Anwar Hidayat (Melati / Kamar-A), Candra Wijaya (Melati / Kamar-C)"
    ) in home


@pytest.mark.engines
def test_home_tells_each_of_two_alarms_with_its_own_names(missing, session, people, sign_in):
    other = SessionFactory(batch__facility=session.facility, batch__name="Menjahit 3/2026")
    person = PersonFactory(facility=session.facility, full_name="Dedi Kurnia", with_custody=True)
    Housing.objects.filter(person=person).update(block="Anggrek", cell="4")
    EnrollmentFactory(batch=other.batch, person=person)
    BatchStaff.objects.create(batch=other.batch, user=other.instructor, duty="instructor")
    count_records.record(other, by=people["guard"], people={"left_block": 1})
    count_records.record(other, by=other.instructor, people={"arrived": 0})

    home = text(sign_in(people["head"]).get("/"))

    assert "2 peringatan belum selesai" in home
    assert f"08.00–11.00: 3 keluar bengkel, 2 tiba kembali {ALL_THREE} Anwar Hidayat (Melati" in home
    assert (
        "Menjahit 3/2026, 08.00–11.00: 1 berangkat, 0 tiba di bengkel Belum terlihat: Dedi Kurnia (Anggrek / 4)"
    ) in home


@pytest.mark.engines
def test_home_tells_both_differences_of_one_session(session, people, sign_in):
    count_heads(session, 3, leave_out=["arrived", "left_workshop", "back_in_block"])
    count_records.record(session, by=session.instructor, people={"arrived": 2})
    count_records.record(session, by=session.instructor, people={"left_workshop": 2})
    count_records.record(session, by=people["guard"], people={"back_in_block": 1})

    home = text(sign_in(people["guard"]).get("/"))

    assert [
        sentence in home
        for sentence in (
            f"08.00–11.00: 3 berangkat, 2 tiba di bengkel {ALL_THREE} Anwar Hidayat",
            f"08.00–11.00: 2 keluar bengkel, 1 tiba kembali {ALL_THREE} Anwar Hidayat",
        )
    ] == [True, True]


@pytest.mark.engines
@pytest.mark.parametrize("count", [1, 10])
def test_home_costs_the_same_for_one_alarm_and_for_ten(session, people, sign_in, django_assert_num_queries, count):
    for number in range(count):
        other = SessionFactory(batch=session.batch, starts_at=session.starts_at - timedelta(days=number + 1))
        CountAlarm.objects.create(
            session=other, from_point="arrived", before=3, to_point="left_workshop", after=2, raised_by=people["guard"]
        )
    client = sign_in(people["head"])
    client.get("/")

    with django_assert_num_queries(23):
        home = text(client.get("/"))

    # Nobody has counted them to the end either.
    assert home.count("Kurang 1 orang, Las 4/2026") == count


@pytest.mark.engines
@pytest.mark.parametrize("path", ["/", "sheet"])
def test_the_training_center_reads_names_and_no_block(missing, session, people, sign_in, path):
    page = sign_in(people["instructor"]).get(page_of(session) if path == "sheet" else path).content.decode()

    assert "Anwar Hidayat" in page
    for secret in ("Melati", "Kamar-A", "Kepala Rutan"):
        assert secret not in page


def test_guards_read_nothing_of_what_somebody_learns(missing, session, people, sign_in):
    place = session.batch.enrollments.first()
    mark_changes.mark(session, place, by=session.instructor, status="late", minutes_late=10)

    guard, officer = (text(sign_in(people[who]).get(page_of(session))) for who in ("guard", "officer"))

    assert ("presensi:" in guard, "presensi:" in officer) == (False, True)


def test_the_sheet_shows_the_chain_with_what_lies_between(missing, session, people, sign_in):
    page = text(sign_in(people["guard"]).get(page_of(session)))

    assert f"{HEAD}: {NUMBERS}" in page
    joints = re.findall(r"Tiba di bengkel 3|Keluar bengkel 3|Tiba kembali 2|(?<!\w)sama(?!\w)|kurang 1(?!\w)", page)
    chain = ["sama", "Tiba di bengkel 3", "sama", "Keluar bengkel 3", "kurang 1", "Tiba kembali 2"]
    assert joints[: len(chain)] == chain
    assert "3 dari 3 nama" in page


def test_before_the_partner_is_known_nothing_is_said_to_be_fine(session, people, sign_in):
    count_records.record(session, by=people["guard"], people={"left_block": 3})

    page = sign_in(people["guard"]).get(page_of(session)).content.decode()

    assert "tag--ok" not in page
    assert page.count("belum diketahui") == 3


@pytest.mark.engines
def test_who_was_marked_absent_is_not_called_on_the_way_back(session, people, sign_in):
    count_heads(session, 2, leave_out=["back_in_block"])
    count_records.record(session, by=people["guard"], people={"back_in_block": 1})
    places = session.batch.enrollments.order_by("person__name_key")
    for place, status in zip(places, ("present", "present", "unexcused"), strict=True):
        mark_changes.mark(session, place, by=session.instructor, status=status)

    page = text(sign_in(people["officer"]).get(page_of(session)))

    assert "2 dari 2 nama" in page


@pytest.mark.engines
def test_who_was_marked_present_is_not_called_on_the_way_there(session, people, sign_in):
    count_records.record(session, by=people["guard"], people={"left_block": 3})
    count_records.record(session, by=session.instructor, people={"arrived": 2})
    for place in session.batch.enrollments.order_by("person__name_key")[:2]:
        mark_changes.mark(session, place, by=session.instructor, status="present")

    page = text(sign_in(people["guard"]).get(page_of(session)))

    assert "1 dari 1 nama" in page
    assert "Kamar-C" in page


@pytest.mark.engines
def test_what_was_announced_is_offered_under_the_name(missing, session, people, sign_in):
    place = session.batch.enrollments.order_by("person__name_key").first()
    starts = session.ends_at + timedelta(minutes=30)
    known_absences.announce(
        place.person,
        by=people["officer"],
        status="visit",
        starts_at=starts,
        ends_at=starts + timedelta(hours=1),
        source="Buku kunjungan",
    )

    guard, instructor = (text(sign_in(people[who]).get(page_of(session))) for who in ("guard", "instructor"))

    assert "kunjungan tercatat pukul" in guard
    assert "kunjungan" not in instructor.lower()


def test_who_was_in_class_is_called_although_an_absence_was_announced(missing, session, people, sign_in):
    first, second, third = session.batch.enrollments.order_by("person__name_key")
    known_absences.announce(
        first.person,
        by=people["officer"],
        status="court",
        starts_at=session.starts_at - timedelta(hours=1),
        ends_at=session.ends_at + timedelta(hours=1),
        source="Panggilan 7",
        destination="PN Rantau",
    )
    for place in (first, second, third):
        mark_changes.mark(session, place, by=people["officer"], status="present")

    page = text(sign_in(people["guard"]).get(page_of(session)))

    assert "3 dari 3 nama" in page
    assert "Kamar-A" in page


@pytest.mark.engines
def test_where_more_were_counted_than_the_roll_has_everybody_is_called(missing, session, people, sign_in):
    first, second, third = session.batch.enrollments.order_by("person__name_key")
    mark_changes.mark(session, first, by=session.instructor, status="sick")
    for place in (second, third):
        mark_changes.mark(session, place, by=session.instructor, status="present")

    page = text(sign_in(people["guard"]).get(page_of(session)))

    assert "3 dari 3 nama" in page


@pytest.mark.engines
def test_the_guard_ticks_names_on_the_page(missing, session, people, sign_in):
    first, second, _third = session.batch.enrollments.order_by("person__name_key")
    client = sign_in(people["guard"])
    version = count_alarms.search_version_of(session.head_counts.standing().values_list("pk", flat=True), [])
    data = {
        f"seen-{first.public_id}": "yes",
        f"seen-{second.public_id}": "no",
        "seen-nobody": "yes",
        "version": version,
    }

    answer = client.post(reverse("programs:count_search", args=[session.public_id]), data, follow=True)

    page = text(answer)
    assert answer.redirect_chain == [(page_of(session), 302)]
    assert set(missing.people.values_list("enrollment", "is_seen")) == {(first.pk, True), (second.pk, False)}
    assert "2 dari 3 nama" in page
    assert "1 jawaban tidak disimpan karena orangnya bukan peserta sesi ini." in page
    assert f"belum ada pukul 09.12, {people['guard'].full_name}" in page


@pytest.mark.engines
def test_explained_by_the_head_it_is_gone_from_all_pages_and_stays_as_history(missing, session, people, sign_in):
    url = reverse("programs:count_explain", args=[session.public_id])

    seen = count_alarms.version_of(session.head_counts.standing().values_list("pk", flat=True))
    short = sign_in(people["head"]).post(url, {"reason": "Sudah ada", "seen": seen})
    done = sign_in(people["head"]).post(url, {"reason": REASON, "is_sure": "on", "seen": seen}, follow=True)

    assert (short.status_code, "paling sedikit 10 huruf" in text(short)) == (422, True)
    assert done.redirect_chain == [(page_of(session), 302)]
    for who in ALARMED:
        client = sign_in(people[who])
        assert HEAD not in text(client.get(reverse(ELSEWHERE)))
        assert HEAD not in text(client.get("/"))
    page = text(sign_in(people["guard"]).get(page_of(session)))
    assert f"{HEAD} 09.12: {NUMBERS} Dijelaskan oleh {people['head'].full_name}" in page
    assert REASON in page
    assert AuditEvent.objects.get(action="session.explain_counts").actor_id == people["head"].pk


@pytest.mark.engines
@pytest.mark.parametrize("who", ALARMED)
def test_why_counts_differed_is_read_in_the_detention_center_alone(missing, session, people, sign_in, who):
    count_alarms.explain(session, by=people["head"], reason=REASON, is_sure=True)
    client = sign_in(people[who])

    sheet, past = text(client.get(page_of(session))), text(client.get(reverse("programs:count_list") + "?view=past"))

    assert [REASON in page for page in (sheet, past)] == [people[who].facility_id is not None] * 2
    assert f"Dijelaskan oleh {people['head'].full_name}, 23 Nov 2026" in sheet


@pytest.mark.engines
def test_what_nobody_has_explained_stays_in_the_open_list(missing, session, people, sign_in):
    def lists(who):
        client = sign_in(people[who])
        return [text(client.get(reverse("programs:count_list") + view)) for view in ("", "?view=past")]

    words = f"{HEAD}: {NUMBERS}. Belum dijelaskan. Belum dijelaskan 3–3–3–2"
    waiting = [[words in page for page in lists(who)] for who in ALARMED]
    count_alarms.explain(session, by=people["head"], reason=REASON, is_sure=True)
    opened, past = lists("guard")

    assert waiting == [[True, False]] * len(ALARMED)
    assert ("3–3–3–2" in opened, "3–3–3–2" in past) == (False, True)


@pytest.mark.engines
@pytest.mark.parametrize("who", ["guard", "instructor", "coordinator"])
def test_who_counts_has_no_form_to_explain(missing, session, people, sign_in, who):
    client = sign_in(people[who])

    assert "Simpan penjelasan" not in text(client.get(page_of(session)))
    assert (
        client.post(reverse("programs:count_explain", args=[session.public_id]), {"reason": REASON}).status_code == 403
    )


@pytest.mark.engines
def test_who_counted_reads_who_explains_in_place_of_the_form(session, people, sign_in):
    count_heads(session, 3, leave_out=["arrived", "left_workshop", "back_in_block"])
    count_records.record(session, by=people["officer"], people={"arrived": 2})
    sentence = "Anda ikut menghitung pada sesi ini. Penyelia lain atau kepala menjelaskan hitungannya."

    officer, head = (text(sign_in(people[who]).get(page_of(session))) for who in ("officer", "head"))

    assert (sentence in officer, "Simpan penjelasan" in officer) == (True, False)
    mine, others = "Anda ikut menghitung: penyelia lain atau kepala", "Jelaskan setelah sebabnya diketahui"
    homes = [text(sign_in(people[who]).get("/")) for who in ("officer", "head")]
    assert [(mine in home, others in home) for home in homes] == [(True, False), (False, True)]
    assert (sentence in head, "Simpan penjelasan" in head) == (False, True)


@pytest.mark.engines
def test_an_alarm_of_numbers_names_who_counted_and_one_of_open_counts_names_nobody(missing, session, people, sign_in):
    numbers = text(sign_in(people["head"]).get(page_of(session)))
    CountAlarm.objects.update(from_point="", before=None, to_point="", after=None)
    nobody = text(sign_in(people["head"]).get(page_of(session)))

    since = "Diketahui 23 Nov 2026, 09.12 WITA"
    assert f"{since}; angka ini dari hitungan {people['guard'].full_name}." in numbers
    assert f"{since}." in nobody
    assert "angka ini dari hitungan" not in nobody


@pytest.mark.engines
def test_a_search_that_says_nothing_of_anybody_saves_nothing(missing, session, people, sign_in):
    url = reverse("programs:count_search", args=[session.public_id])

    page = text(sign_in(people["guard"]).post(url, {}, follow=True))

    assert "Tidak ada yang diubah" in page
    assert missing.people.count() == 0


@pytest.mark.engines
def test_counted_again_the_strip_goes_and_the_task_stays(missing, session, people, sign_in):
    count_records.record(session, by=people["guard"], people={"back_in_block": 3})

    for who in ALARMED:
        client = sign_in(people[who])
        home = text(client.get("/"))
        assert "alarm-strip" not in client.get(reverse(ELSEWHERE)).content.decode()
        assert f"Hitungan sempat berbeda, kini sama, Las 4/2026, 08.00–11.00: semula {NUMBERS}" in home
    assert "Semula: 2 pukul 09.12, diganti pukul 09.12" in text(sign_in(people["guard"]).get(page_of(session)))


def test_those_who_have_to_know_are_told_and_who_has_read_it_is_named(missing, session, people, sign_in):
    sign_in(people["head"]).get(page_of(session))

    page = text(sign_in(people["guard"]).get(page_of(session)))

    assert re.search(rf"{people['head'].full_name} Kepala \w+ dibaca 23 Nov 2026, 09.12", page)
    assert f"{session.instructor.full_name} Instruktur belum dibaca" in page


def test_all_who_read_the_alarm_are_told_and_nobody_else(missing, session, people, sign_in):
    facility, center = session.batch.facility, session.batch.training_center
    others = [
        UserFactory(roles=["training_officer"], facility=facility),
        UserFactory(roles=["case_officer"], facility=facility),
        UserFactory(roles=["instructor"], training_center=center),
        UserFactory(roles=["training_officer"], facility=facility, is_active=False),
    ]
    page = sign_in(people["head"]).get(page_of(session)).content.decode()

    told = text_of(page[page.index('id="h-told"') :].split("</section>")[0])
    assert [user.full_name in told for user in (*people.values(), *others)] == [True] * 6 + [False] * 3


def told_on(page):
    """Each line of those who have to know."""
    lines = re.findall(r"<li>(.*?)</li>", page[page.index('id="h-told"') :].split("</section>")[0], re.DOTALL)
    return [text_of(line) for line in lines]


@pytest.mark.engines
@pytest.mark.parametrize(("hearers", "last"), [(30, []), (31, ["dan 1 lagi"]), (33, ["dan 3 lagi"])])
def test_more_than_thirty_who_have_to_know_are_counted(
    missing, session, people, sign_in, django_assert_num_queries, hearers, last
):
    client = sign_in(people["head"])
    for _ in range(hearers - len(told_on(client.get(page_of(session)).content.decode()))):
        UserFactory(roles=["security_officer"], facility=session.batch.facility)

    with django_assert_num_queries(16):
        lines = told_on(client.get(page_of(session)).content.decode())

    assert (len(lines), lines[30:]) == (30 + len(last), last)


@pytest.mark.engines
def test_of_whom_opens_the_counts_again_the_first_time_is_told(missing, session, people, sign_in):
    reader = sign_in(people["head"])
    for minutes in (1, 2):
        with clock.moved_to(session.starts_at + timedelta(hours=2, minutes=minutes)):
            reader.get(page_of(session))

    with clock.moved_to(session.starts_at + timedelta(hours=3)):
        lines = told_on(sign_in(people["guard"]).get(page_of(session)).content.decode())

    assert [line for line in lines if people["head"].full_name in line] == [
        f"{people['head'].full_name} Kepala rutan dibaca 23 Nov 2026, 10.01 WITA"
    ]


@pytest.mark.engines
def test_the_hour_of_a_count_on_another_day_has_its_day(session, people, sign_in):
    count_heads(session, 3)
    session.head_counts.filter(point="back_in_block").update(
        counted_at=session.starts_at + timedelta(days=3), recorded_at=session.starts_at + timedelta(days=3)
    )

    page = text(sign_in(people["guard"]).get(page_of(session)))

    assert "08.00 · " in page
    assert "26 Nov 2026, 08.00 WITA · " in page


@pytest.mark.engines
def test_the_head_reads_open_and_past_counts_and_movements_and_counts_nothing(session, people, sign_in):
    count_heads(session, 3, back_in_block=2)
    # Touching ends are allowed; the database refuses a batch in two places at once.
    other = SessionFactory(batch=session.batch, starts_at=session.ends_at)
    client = sign_in(people["head"])

    opened, past = (text(client.get(reverse("programs:count_list") + view)) for view in ("", "?view=past"))
    sheet = client.get(page_of(other)).content.decode()

    assert ("3–3–3–2" in opened, "3–3–3–2" in past) == (False, True)
    assert "Daftar pergerakan" in past
    assert client.get(reverse("programs:movement_list")).status_code == 200
    assert "Belum dihitung: Berangkat, Tiba di bengkel" in opened
    assert 'name="people"' not in sheet


@pytest.mark.engines
@pytest.mark.parametrize("count", [1, 30])
def test_past_counts_cost_the_same_for_one_and_for_thirty(session, people, sign_in, django_assert_num_queries, count):
    for number in range(count):
        other = SessionFactory(batch=session.batch, starts_at=session.starts_at - timedelta(days=number + 1))
        count_heads(other, 3)
    client = sign_in(people["head"])

    with django_assert_num_queries(8):
        client.get(reverse("programs:count_list") + "?view=past")


@pytest.mark.engines
@pytest.mark.parametrize("count", [1, 30])
def test_the_sheet_with_an_alarm_costs_the_same_for_three_and_for_thirty(
    missing, session, people, sign_in, django_assert_num_queries, count
):
    for _ in range(count):
        EnrollmentFactory(batch=session.batch)
    client = sign_in(people["head"])

    with django_assert_num_queries(19):
        client.get(page_of(session))


# Tools


@pytest.fixture
def chisel(session, people):
    chisel = ToolFactory(facility=session.facility, program=session.batch.version.program, number="PKY-003")
    other = ToolFactory(facility=session.facility, program=session.batch.version.program, number="PKY-004")
    tool_issue.hand_out(session, by=session.instructor, tools=[chisel, other])
    tool_return.take_back(session, by=session.instructor, tools={other: "fine"})
    count_heads(session, 3)
    return chisel


@pytest.mark.engines
@pytest.mark.parametrize("who", ALARMED)
def test_a_tool_that_is_out_after_the_session_is_told_like_a_count(session, people, chisel, sign_in, who):
    with clock.moved_to(session.ends_at + OVERDUE_AFTER + clock.MINUTE):
        client = sign_in(people[who])
        page, home = text(client.get(reverse(ELSEWHERE))), text(client.get("/"))

    assert "1 alat belum kembali, Las 4/2026, 08.00–11.00: 2 dikeluarkan, 1 kembali" in page
    assert "1 alat belum kembali, Las 4/2026, 08.00–11.00: 2 dikeluarkan, 1 kembali" in home
    assert "Sesi sudah selesai; terima kembali" in home


@pytest.mark.parametrize("way", ["fine", "missing"])
def test_taken_back_or_searched_for_the_notice_of_a_tool_is_gone(session, people, chisel, sign_in, way):
    with clock.moved_to(session.ends_at + timedelta(hours=1)):
        tool_return.take_back(session, by=session.instructor, tools={chisel: way})

        answer = sign_in(people["head"]).get(reverse(ELSEWHERE))
        assert (answer.status_code, "alarm-strip" in answer.content.decode()) == (200, False)


def test_while_the_session_goes_on_a_tool_may_be_out(people, chisel, sign_in):
    assert "alarm-strip" not in sign_in(people["guard"]).get(reverse(ELSEWHERE)).content.decode()


@pytest.mark.engines
def test_at_a_count_it_is_seen_which_tools_are_out(session, people, chisel, sign_in):
    page = text(sign_in(people["guard"]).get(page_of(session)))

    assert "Alat keluar 2, kembali 1. Belum kembali: PKY-003" in page
