"""Breaches: exactly the people shown, told in time, closed by two."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from accounts.roles import Role
from core import access, clock
from core.errors import RuleViolation
from core.models import AccessLogEntry, AuditEvent
from inmates.people.models import Person
from outcomes.needs.neutral_words import words_found
from reports.breaches import affected_people, breach_papers, breach_recording, closing, telling
from reports.breaches.models import (
    AffectedPerson,
    AffectedRemoval,
    Breach,
    BreachScope,
    BreachStep,
    BreachVersion,
    TellingAttempt,
)
from reports.breaches.untold_parts import UntoldPart
from reports.home.work.breach_work import breaches_to_handle
from reports.home.work_list import tasks_for
from tests.conftest import MONDAY, FormClient
from tests.constraints import assert_refused
from tests.factories import BatchFactory, EnrollmentFactory, PersonFactory, UserFactory
from tests.papers import AS_TYPED, pages
from tests.reasons import codes
from tests.world.strategies import examples

pytestmark = pytest.mark.django_db
WHAT = "Daftar peserta terkirim ke alamat yang salah"
FOUND = MONDAY - timedelta(hours=5)


@pytest.fixture
def head(auditor):
    return UserFactory(roles=["rutan_head"], facility=auditor.facility)


def breach_of(by, **said):
    given = {"kind": "disclosed", "what": WHAT, "data": "Nama", "found_at": FOUND, "found_by": "Petugas jaga"}
    return breach_recording.record(by=by, **{**given, **said})


def entry_of(by, people, **fields):
    row = {"office": by.office_code, "user_id": by.pk, "user_name": by.full_name, "kind": "export"}
    keys = [person.pk for person in people]
    return AccessLogEntry.objects.create(**row, subject_type="inmates.person", subject="list", people=keys, **fields)


def client_of(user):
    client = FormClient()
    client.force_login(user)
    return client


def affected(breach):
    return set(breach.affected.values_list("person", flat=True))


def refused(command, *args, **kwargs):
    with pytest.raises(RuleViolation) as violation:
        command(*args, **kwargs)
    return codes(violation)


@pytest.mark.engines
def test_breach_over_one_export_names_exactly_its_people(auditor, client):
    people = [PersonFactory(facility=auditor.facility, with_custody=True) for _number in range(4)]
    registrar = UserFactory(roles=["registrar"], facility=auditor.facility)
    entry_of(registrar, people[:1])
    client.force_login(registrar)
    client.get(reverse("inmates:list"))
    shown = AccessLogEntry.objects.exclude(people=[]).order_by("-pk")[0]
    later = PersonFactory(facility=auditor.facility, with_custody=True)
    breach = breach_of(auditor)

    scope = affected_people.add_entry(breach, shown, by=auditor)

    assert affected(breach) == {person.pk for person in people}
    assert later.pk not in affected(breach)
    assert (scope.people, scope.gone) == (4, 0)
    assert refused(affected_people.add_entry, breach, shown, by=auditor) == ["there"]


@pytest.mark.engines
@given(st.data())
@examples(0.4)
def test_two_exports_name_the_people_of_both_each_once(auditor, data):
    people = [PersonFactory(facility=auditor.facility) for _number in range(6)]
    chosen = st.lists(st.sampled_from(people), min_size=1, max_size=6)
    first, second = data.draw(chosen), data.draw(chosen)
    breach = breach_of(auditor)

    for shown in (first, second):
        affected_people.add_entry(breach, entry_of(auditor, shown), by=auditor)

    assert affected(breach) == {person.pk for person in [*first, *second]}
    assert breach.affected.count() == len(affected(breach))


@pytest.mark.engines
def test_account_names_whom_it_was_shown_in_that_time_alone(auditor):
    early, within, late, of_others = (PersonFactory(facility=auditor.facility) for _number in range(4))
    staff = UserFactory(roles=["registrar"], facility=auditor.facility)
    for person, hours in ((early, 5), (within, 3), (late, 1)):
        entry_of(staff, [person], at=MONDAY - timedelta(hours=hours))
    entry_of(auditor, [of_others], at=MONDAY - timedelta(hours=3))
    breach = breach_of(auditor)
    span = {"began_at": MONDAY - timedelta(hours=4), "ended_at": MONDAY - timedelta(hours=2)}

    affected_people.add_account(breach, staff, by=auditor, **span)

    assert affected(breach) == {within.pk}
    add = affected_people.add_account
    assert refused(add, breach, staff, by=auditor, began_at=MONDAY, ended_at=FOUND) == ["order"]
    quiet = {"began_at": MONDAY - timedelta(days=9), "ended_at": MONDAY - timedelta(days=8)}
    assert refused(add, breach, staff, by=auditor, **quiet) == ["nobody"]
    long = {"began_at": MONDAY - timedelta(days=31, minutes=1), "ended_at": MONDAY}
    assert refused(add, breach, staff, by=auditor, **long) == ["long"]
    stranger = UserFactory(roles=["registrar"])
    assert refused(add, breach, stranger, by=auditor, **span) == ["not_ours"]


@pytest.mark.engines
def test_merged_records_are_one_person_and_destroyed_ones_are_counted(auditor):
    stays, goes, gone = (PersonFactory(facility=auditor.facility) for _number in range(3))
    entry = entry_of(auditor, [stays, goes, gone])
    Person.objects.filter(pk=goes.pk).update(merged_into=stays, facility=None)
    gone.delete()
    breach = breach_of(auditor)

    scope = affected_people.add_entry(breach, entry, by=auditor)

    assert affected(breach) == {stays.pk}
    assert (scope.people, scope.gone) == (3, 1)


def test_what_another_office_or_nobody_saw_is_refused(auditor):
    breach, stranger = breach_of(auditor), UserFactory(roles=["auditor"])
    there = PersonFactory(facility=stranger.facility, with_custody=True)

    assert refused(affected_people.add_entry, breach, entry_of(stranger, [there]), by=auditor) == ["not_ours"]
    assert refused(affected_people.add_entry, breach, entry_of(auditor, []), by=auditor) == ["nobody"]
    assert refused(affected_people.add_person, breach, there, by=auditor) == ["not_ours"]


def test_one_person_is_added_once(auditor):
    person, breach = PersonFactory(facility=auditor.facility, with_custody=True), breach_of(auditor)

    affected_people.add_person(breach, person, by=auditor)

    assert affected(breach) == {person.pk}
    assert refused(affected_people.add_person, breach, person, by=auditor) == ["there"]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"what": "x"}, ["reason_missing"]),
        ({"data": " "}, ["no_data"]),
        ({"found_by": " "}, ["no_finder"]),
        ({"found_at": MONDAY + timedelta(minutes=1)}, ["future"]),
        ({"found_at": MONDAY.replace(year=1926)}, ["before_the_law"]),
    ],
)
def test_incomplete_breach_is_refused(auditor, said, expected):
    assert refused(breach_of, auditor, **said) == expected


def test_others_record_nothing(auditor):
    registrar = UserFactory(roles=["registrar"], facility=auditor.facility)

    assert refused(breach_of, registrar) == ["not_authorized"]
    assert refused(breach_recording.add_step, breach_of(auditor), by=registrar, text=WHAT) == ["not_authorized"]


def test_texts_of_a_center_say_nothing_of_custody():
    by = UserFactory(roles=["auditor"], training_center=BatchFactory().training_center)

    assert refused(breach_of, by, what="Daftar warga binaan rutan terkirim") == ["word"]
    breach = breach_of(by, handling="Surat ditarik kembali")
    assert refused(breach_recording.add_step, breach, by=by, text="Narapidana itu diberi tahu") == ["word"]


def test_people_and_authority_are_told_and_two_people_close(auditor, head):
    first, second = (PersonFactory(facility=auditor.facility, with_custody=True) for _number in range(2))
    breach = breach_of(auditor, handling="Kata sandi diganti")
    affected_people.add_entry(breach, entry_of(auditor, [first, second]), by=auditor)
    today = MONDAY.date()
    end = {"by": auditor, "outcome": "handled", "conclusion": "Salah kirim, sudah ditarik"}
    assert refused(closing.ask, breach, **end) == ["authority", "people"]
    rows = list(breach.affected.values_list("pk", flat=True))

    telling.tell_people(breach, rows[:1], by=auditor, on=today, how="handed")
    assert refused(telling.tell_people, breach, rows, by=auditor, on=today, how="handed") == ["told"]
    telling.tell_people(breach, rows[1:], by=auditor, on=today, how="family")
    telling.tell_authority(breach, by=auditor, at=MONDAY, number="B-1/2026")
    assert refused(closing.confirm, breach, by=head) == ["not_asked"]
    closing.ask(breach, **end)

    breach.refresh_from_db()
    assert refused(closing.ask, breach, **end) == ["asked"]
    assert refused(closing.confirm, breach, by=auditor) == ["four_eyes"]
    closing.confirm(breach, by=head)
    breach.refresh_from_db()
    assert (breach.closed_by, breach.closing_asked_by) == (head, auditor)
    assert refused(breach_recording.add_step, breach, by=head, text=WHAT) == ["closed"]
    actions = list(
        AuditEvent.objects.filter(action__startswith="breach.").order_by("pk").values_list("action", flat=True)
    )
    assert [action.partition(".")[2] for action in actions] == [
        "record", "scope", "tell", "tell", "authority", "ask_closing", "close",
    ]  # fmt: skip


def test_closing_is_sent_back_with_a_reason_among_the_steps(auditor, head):
    breach = breach_of(auditor)
    assert refused(closing.send_back, breach, by=head, reason="Belum lengkap ditangani") == ["not_asked"]
    closing.ask(breach, by=auditor, outcome="none", conclusion="Ternyata alamatnya benar")
    assert refused(closing.send_back, breach, by=head, reason="x") == ["reason_missing"]

    closing.send_back(breach, by=head, reason="Belum lengkap ditangani")

    breach.refresh_from_db()
    assert (breach.outcome, breach.closing_asked_at) == ("", None)
    assert list(breach.steps.values_list("text", "is_internal")) == [("Belum lengkap ditangani", True)]


def test_why_it_was_sent_back_is_printed_nowhere(auditor, head):
    person, breach = PersonFactory(facility=auditor.facility, with_custody=True), breach_of(auditor)
    affected_people.add_person(breach, person, by=auditor)
    breach_recording.add_step(breach, by=auditor, text="Kata sandi diganti")
    closing.ask(breach, by=auditor, outcome="none", conclusion="Ternyata alamatnya benar")
    client_of(head).post(
        reverse("reports:breach_send_back", args=[breach.public_id]), {"reason": "Kepala keberatan karena lalai"}
    )
    rows = list(breach.affected.select_related("person"))

    told = [
        *pages(breach_papers.letters(breach, rows, by=head, on=MONDAY.date())),
        *pages(breach_papers.report(breach, by=head, on=MONDAY.date())),
    ]

    assert [("Kata sandi diganti" in text, "lalai" in text) for text in told] == [(True, False)] * 2
    page = client_of(auditor).get(reverse("reports:breach_detail", args=[breach.public_id])).content.decode()
    assert "Kepala keberatan karena lalai" in page


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.RUTAN_HEAD])
def test_papers_are_signed_in_the_role_of_whoever_signs(auditor, role):
    by = UserFactory(roles=[role], facility=auditor.facility)
    breach = breach_of(by)

    (told,) = pages(breach_papers.report(breach, by=by, on=MONDAY.date()))

    with translation.override("id"):
        assert str(role.label) in told
    assert by.full_name in told


def test_breach_that_nobody_closes_stays_on_the_work_list(auditor, head):
    """Told to everybody, it waits for somebody to say how it ended."""
    breach = breach_of(auditor)
    telling.tell_authority(breach, by=auditor, at=MONDAY, number="")

    def told(user):
        return [(task.kind, task.word, task.url) for task in tasks_for(user) if "kegagalan" in str(task.title).lower()]

    url = reverse("reports:breach_list", query={"state": "told"})
    assert told(head) == told(auditor) == [("warn", "Terbuka", url)]
    assert WHAT in client_of(head).get(url).content.decode()
    closing.ask(breach, by=auditor, outcome="none", conclusion="Ternyata alamatnya benar")
    assert told(auditor) == []


def test_that_nobody_is_affected_is_said_before_closing(auditor, head):
    breach = breach_of(auditor)
    telling.tell_authority(breach, by=auditor, at=MONDAY, number="")
    client, url = client_of(auditor), reverse("reports:breach_close", args=[breach.public_id])
    end = {"outcome": "handled", "conclusion": "Berkas kosong, sudah ditemukan"}

    assert client.post(url, end).status_code == 422
    client.post(url, {**end, "nobody_affected": "on"})

    breach.refresh_from_db()
    assert (breach.nobody_affected, breach.closing_asked_by) == (True, auditor)
    person = PersonFactory(facility=auditor.facility, with_custody=True)
    assert refused(affected_people.add_person, breach, person, by=auditor) == ["asked"]
    closing.confirm(breach, by=head)


@pytest.mark.parametrize(
    ("after", "hours", "told"),
    [
        (timedelta(hours=72), 0, "Dalam 3 × 24 jam"),
        (timedelta(hours=72, minutes=1), 1, "Terlambat 1 jam"),
        (timedelta(hours=97), 25, "Terlambat 25 jam"),
    ],
)
def test_authority_is_told_within_3_times_24_hours_or_late(auditor, after, hours, told):
    breach = breach_of(auditor)

    with clock.moved_to(MONDAY + timedelta(days=9)):
        telling.tell_authority(breach, by=auditor, at=FOUND + after, number="")

    breach.refresh_from_db()
    assert breach.authority_hours_late == hours
    assert AuditEvent.objects.get(action="breach.authority").details["is_late"] is bool(hours)
    page = client_of(auditor).get(reverse("reports:breach_detail", args=[breach.public_id])).content.decode()
    assert told in page
    # As long as the hour was not asked for, the day alone is told.
    Breach.objects.update(authority_told_at=None)
    page = client_of(auditor).get(reverse("reports:breach_detail", args=[breach.public_id])).content.decode()
    assert told not in page


def test_last_minute_of_a_span_counts_to_its_end(auditor):
    person, later = (PersonFactory(facility=auditor.facility, with_custody=True) for _number in range(2))
    staff = UserFactory(roles=["registrar"], facility=auditor.facility)
    entry_of(staff, [person], at=MONDAY - timedelta(seconds=5))
    entry_of(staff, [later], at=MONDAY)
    breach = breach_of(auditor)
    until = clock.local(MONDAY - timedelta(minutes=1), auditor.time_zone)
    form = {
        "account": staff.pk, "from_day": f"{until:%d/%m/%Y}", "from_hour": "00:00",
        "until_day": f"{until:%d/%m/%Y}", "until_hour": f"{until:%H:%M}",
    }  # fmt: skip

    client_of(auditor).post(reverse("reports:breach_account", args=[breach.public_id]), form)

    assert affected(breach) == {person.pk}


def test_head_chooses_from_what_concerns_the_breach_alone_and_the_log_says_so(auditor, head):
    one, other = (UserFactory(roles=["registrar"], facility=auditor.facility) for _number in range(2))
    person = PersonFactory(facility=auditor.facility, with_custody=True)
    old = entry_of(one, [person], at=FOUND - timedelta(days=32))
    near = entry_of(one, [person], at=FOUND - timedelta(days=2))
    foreign = entry_of(other, [person], at=FOUND - timedelta(days=2))
    later = entry_of(one, [person], at=FOUND + timedelta(hours=2))
    breach = breach_of(auditor)

    def chosen(user):
        page = client_of(user).get(reverse("reports:breach_entries", args=[breach.public_id]))
        return {entry.pk for entry in page.context["page"].rows} & {old.pk, near.pk, foreign.pk, later.pk}

    assert chosen(auditor) == {old.pk, near.pk, foreign.pk, later.pk}
    assert chosen(head) == {near.pk, foreign.pk}
    add = reverse("reports:breach_entry_add", kwargs={"public_id": breach.public_id, "entry": old.pk})
    assert client_of(head).post(add).status_code == 404
    span = {"began_at": FOUND - timedelta(days=3), "ended_at": FOUND}
    affected_people.add_account(breach, one, by=auditor, **span)
    assert chosen(head) == {near.pk}
    read = AccessLogEntry.objects.filter(subject="access log of a breach", subject_id=str(breach.pk))
    assert set(read.values_list("user_id", flat=True)) == {auditor.pk, head.pk}


@pytest.mark.parametrize(("on", "expected"), [(date(2026, 11, 24), ["future"]), (date(2026, 11, 20), ["early"])])
def test_day_of_telling_is_after_the_finding_and_not_ahead(auditor, on, expected):
    breach = breach_of(auditor)
    affected_people.add_entry(breach, entry_of(auditor, [PersonFactory(facility=auditor.facility)]), by=auditor)
    keys = list(breach.affected.values_list("pk", flat=True))

    assert refused(telling.tell_people, breach, keys, by=auditor, on=on, how="sent") == expected


@pytest.mark.parametrize(
    ("at", "expected"), [(MONDAY + timedelta(minutes=1), ["future"]), (FOUND - timedelta(minutes=1), ["early"])]
)
def test_hour_of_the_letter_is_after_the_finding_and_not_ahead(auditor, at, expected):
    assert refused(telling.tell_authority, breach_of(auditor), by=auditor, at=at, number="") == expected


def test_authority_is_told_once_and_somebody_is_chosen(auditor):
    breach = breach_of(auditor)
    telling.tell_authority(breach, by=auditor, at=MONDAY, number="")

    assert refused(telling.tell_authority, breach, by=auditor, at=MONDAY, number="") == ["told"]
    assert refused(telling.tell_people, breach, [], by=auditor, on=MONDAY.date(), how="sent") == ["nobody"]


def test_letters_name_the_receiver_alone_and_envelopes_no_sender(auditor):
    first, second = (PersonFactory(facility=auditor.facility, with_custody=True) for _number in range(2))
    breach = breach_of(auditor, handling="Kata sandi diganti")
    affected_people.add_entry(breach, entry_of(auditor, [first, second]), by=auditor)
    rows = list(breach.affected.select_related("person"))

    told = pages(breach_papers.letters(breach, rows, by=auditor, on=MONDAY.date()))
    sheets = pages(breach_papers.envelopes(rows))

    assert len(told) == len(sheets) == 2
    assert (first.full_name in told[0], second.full_name in told[0]) == (True, False)
    assert "Kata sandi diganti" in told[0]
    for sheet in sheets:
        assert auditor.facility.name not in sheet
        assert words_found(sheet) == []
    assert refused(breach_papers.letters, breach, [], by=auditor, on=MONDAY.date()) == ["nobody"]


def test_many_affected_are_told_in_parts_and_none_is_left_out(auditor):
    people = PersonFactory.create_batch(120, facility=auditor.facility)
    breach, client = breach_of(auditor), client_of(auditor)
    affected_people.add_entry(breach, entry_of(auditor, people), by=auditor)
    given = {"public_id": breach.public_id}

    letters = pages(client.get(reverse("reports:breach_letters", kwargs=given), {"part": 3}).content)
    told = [client.get(reverse("reports:breach_tell", kwargs=given), {"part": part}) for part in (1, 2, 3)]
    listed = [key for page in told for key, _name in page.context["form"].fields["people"].choices]
    shown = client.get(reverse("reports:breach_detail", kwargs=given)).content.decode()

    names = list(breach.affected.order_by("person__name_sort", "pk").values_list("pk", flat=True))
    assert (len(letters), listed) == (20, names)
    assert sorted(listed) == sorted(breach.affected.values_list("pk", flat=True))
    assert [f"{span} dari 120" in shown for span in ("1–50", "51–100", "101–120")] == [True] * 3
    assert "1–50 dari 120 orang yang belum diberi tahu; berikutnya: 51–100." in told[0].content.decode()
    assert "101–120 dari 120 orang yang belum diberi tahu; ini yang terakhir." in told[2].content.decode()


@pytest.mark.parametrize(
    ("asked", "shown"), [("", 1), ("0", 1), ("-1", 1), ("x", 1), ("²", 1), ("2", 2), ("9", 2), ("9" * 9, 1)]
)
def test_a_part_that_does_not_exist_is_the_nearest(auditor, asked, shown):
    breach = breach_of(auditor)
    people = PersonFactory.create_batch(51, facility=auditor.facility)
    affected_people.add_entry(breach, entry_of(auditor, people), by=auditor)
    address = reverse("reports:breach_tell", kwargs={"public_id": breach.public_id})

    page = client_of(auditor).get(address, {"part": asked})

    assert len(page.context["form"].fields["people"].choices) == {1: 50, 2: 1}[shown]


def test_a_few_affected_are_one_part(auditor):
    breach = breach_of(auditor)
    affected_people.add_entry(breach, entry_of(auditor, [PersonFactory(facility=auditor.facility)]), by=auditor)

    part = UntoldPart(breach, 3)

    assert (part.spans(), part.sentence(), part.shown, len(part.people)) == ([], "", 1, 1)


@pytest.mark.parametrize("typed", AS_TYPED)
def test_letters_are_printed_whatever_was_typed(auditor, typed):
    breach = breach_of(auditor, what=typed, handling=typed)
    affected_people.add_entry(breach, entry_of(auditor, [PersonFactory(facility=auditor.facility)]), by=auditor)

    told = pages(breach_papers.letters(breach, list(breach.affected.all()), by=auditor, on=MONDAY.date()))

    assert len([*told, *pages(breach_papers.report(breach, by=auditor, on=MONDAY.date()))]) >= 2


def test_letters_of_a_center_say_nothing_of_custody():
    place = EnrollmentFactory()
    by = UserFactory(roles=["blk_head"], training_center=place.batch.training_center)
    breach = breach_of(by)
    affected_people.add_person(breach, place.person, by=by)
    rows = list(breach.affected.select_related("person"))

    texts = [
        *pages(breach_papers.letters(breach, rows, by=by, on=MONDAY.date())),
        *pages(breach_papers.report(breach, by=by, on=MONDAY.date())),
    ]

    assert [words_found(text) for text in texts] == [[], []]


def test_report_tells_how_many_and_names_nobody(auditor):
    person, breach = PersonFactory(facility=auditor.facility, with_custody=True), breach_of(auditor)
    affected_people.add_person(breach, person, by=auditor)

    told = " ".join(pages(breach_papers.report(breach, by=auditor, on=MONDAY.date())))

    assert "Jumlah: 1" in told
    assert person.full_name not in told


def test_clock_stands_on_the_work_list_of_head_and_officer(auditor, head):
    breach = breach_of(auditor)

    def told(user):
        return [(task.kind, task.word) for task in tasks_for(user) if "kegagalan" in str(task.title)]

    assert told(head) == told(auditor) == [("bad", "Terbuka")]
    with clock.moved_to(MONDAY + timedelta(hours=70)):
        assert told(head) == [("bad", "Lewat tenggat")]
    closing.ask(breach, by=auditor, outcome="none", conclusion="Ternyata alamatnya benar")
    assert (told(auditor), told(head)) == ([], [("warn", "Menunggu Anda")])
    assert breaches_to_handle.permissions == ("reports.handle_breach",)


def test_pages_walk_from_the_breach_to_its_closing(auditor, head):
    person = PersonFactory(facility=auditor.facility, with_custody=True)
    client, entry = client_of(auditor), entry_of(auditor, [person])
    form = {
        "kind": "lost", "what": WHAT, "data": "Nama", "found_on": "23/11/2026", "found_hour": "07:00",
        "found_by": "Petugas jaga", "handling": "",
    }  # fmt: skip
    client.post(reverse("reports:breach_new"), form)
    breach = Breach.objects.get()
    at = {"public_id": breach.public_id}

    assert client.get(reverse("reports:breach_entries", kwargs=at)).status_code == 200
    client.post(reverse("reports:breach_entry_add", kwargs={**at, "entry": entry.pk}))
    client.post(reverse("reports:breach_step", kwargs=at), {"text": "Sudah dicari di ruang arsip"})
    page = client.get(reverse("reports:breach_detail", kwargs=at)).content.decode()
    assert person.full_name in page
    assert AccessLogEntry.objects.showing([person.pk]).count() >= 2
    row = breach.affected.get()
    day = {"on": "23/11/2026"}
    client.post(reverse("reports:breach_tell", kwargs=at), {**day, "people": [row.pk], "how": "handed"})
    client.post(reverse("reports:breach_authority", kwargs=at), {**day, "hour": "07.30", "number": ""})
    end = {"outcome": "handled", "conclusion": "Berkas ditemukan kembali"}
    client.post(reverse("reports:breach_close", kwargs=at), end)
    client_of(head).post(reverse("reports:breach_send_back", kwargs=at), {"reason": "Lengkapi dahulu suratnya"})
    client.post(reverse("reports:breach_close", kwargs=at), end)
    breach.refresh_from_db()

    assert (breach.outcome, breach.steps.count()) == ("handled", 2)
    assert breach.affected.get().told_how == "handed"


def constraint_rows(auditor):
    breach = breach_of(auditor)
    person = PersonFactory(facility=auditor.facility, with_custody=True)
    affected_people.add_person(breach, person, by=auditor)
    return breach, breach.affected.get(), breach.scopes.get()


@pytest.mark.engines
@pytest.mark.parametrize(
    ("name", "model", "changes"),
    [
        ("breach_tells_the_authority_by_somebody", Breach, {"authority_told_on": MONDAY.date()}),
        ("breach_closing_says_how_it_ended", Breach, {"closing_asked_at": MONDAY}),
        ("breach_is_closed_by_somebody", Breach, {"closed_at": MONDAY}),
        (
            "breach_is_closed_by_another",
            Breach,
            {
                "closed_at": MONDAY, "closed_by": "own", "closing_asked_at": MONDAY, "closing_asked_by": "own",
                "outcome": "none", "conclusion": "x",
            },
        ),
        ("breach_authority_hour_has_a_day", Breach, {"authority_told_at": MONDAY}),
        ("affected_person_is_told_in_some_way", AffectedPerson, {"told_on": MONDAY.date()}),
        ("affected_person_is_given_up_for_a_reason", AffectedPerson, {"giving_up_asked_at": MONDAY}),
        (
            "affected_person_is_given_up_by_another",
            AffectedPerson,
            {
                "giving_up_asked_at": MONDAY, "giving_up_asked_by": "own", "giving_up_reason": "x",
                "told_on": MONDAY.date(), "told_how": "unreached", "told_note": "x", "told_by": "own",
            },
        ),
        ("breach_scope_says_what_it_is", BreachScope, {"entry_id": 1}),
    ],
)  # fmt: skip
def test_database_refuses(auditor, name, model, changes):
    constraint_rows(auditor)
    changes = {key: auditor if value == "own" else value for key, value in changes.items()}

    assert_refused(name, lambda: model.objects.update(**changes))


@pytest.mark.engines
def test_database_refuses_second_rows(auditor):
    breach, row, _scope = constraint_rows(auditor)
    assert_refused(
        "affected_person_is_named_once",
        lambda: AffectedPerson.objects.create(breach=breach, person=row.person),
    )
    entry = {"breach": breach, "kind": "entry", "entry_id": 7, "people": 1, "recorded_by": auditor}
    BreachScope.objects.create(**entry)
    assert_refused("breach_scope_has_an_entry_once", lambda: BreachScope.objects.create(**entry))
    step = {"breach": breach, "text": "", "recorded_by": auditor}
    assert_refused("breach_step_says_what", lambda: BreachStep.objects.create(**step))
    attempt = {"affected": row, "on": MONDAY.date(), "recorded_by": auditor}
    name = "telling_attempt_says_why_it_failed"
    assert_refused(name, lambda: TellingAttempt.objects.create(**attempt, how="unreached", note="x"))
    assert_refused(name, lambda: TellingAttempt.objects.create(**attempt, how="sent", why="died"))
    removal = {"affected": row, "reason": "", "recorded_by": auditor}
    assert_refused("affected_removal_says_why", lambda: AffectedRemoval.objects.create(**removal))
    version = {"breach": breach, "reason": "", "replaced_by": auditor, "found_at": MONDAY}
    assert_refused("breach_version_says_why", lambda: BreachVersion.objects.create(**version))


def test_log_of_a_letter_names_its_people(auditor):
    person, breach = PersonFactory(facility=auditor.facility, with_custody=True), breach_of(auditor)
    affected_people.add_person(breach, person, by=auditor)

    client_of(auditor).get(reverse("reports:breach_letters", kwargs={"public_id": breach.public_id}))

    entry = AccessLogEntry.objects.latest("pk")
    assert (entry.kind, entry.people) == (access.Kind.PRINT, [person.pk])


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("breach_letters", "surat-pemberitahuan-2026-11-23.pdf"),
        ("breach_envelopes", "lembar-sampul.pdf"),
        ("breach_report", "laporan-kegagalan-2026-11-23.pdf"),
    ],
)
def test_papers_have_indonesian_names(auditor, name, file):
    breach = breach_of(auditor)
    affected_people.add_entry(breach, entry_of(auditor, [PersonFactory(facility=auditor.facility)]), by=auditor)

    answer = client_of(auditor).get(reverse(f"reports:{name}", kwargs={"public_id": breach.public_id}))

    assert file in answer["Content-Disposition"]
