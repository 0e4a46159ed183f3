"""People who have left: read by the facility that let them go, read-only, with what is owed, and by nobody else."""

from datetime import date

import pytest
from django.urls import reverse

from certification.certificates import issue_certificates
from certification.outside_tests.models.tests import OutsideCandidate
from core.models import AccessLogEntry
from inmates.custody.models.stays import CustodyPeriod
from inmates.inbox.models import InboxTask
from inmates.people.models import Person
from inmates.profile.owed_papers import Owed
from inmates.profile.released_people import released_by
from outcomes.leaving.models import ReadinessItem
from programs.circumstances import custody_end, entry_withdrawal
from reports.home.work_list import tasks_for
from tests.conftest import MONDAY
from tests.factories import EnrollmentFactory, FacilityFactory, PersonFactory, UserFactory
from tests.factories.certification import UnitResultFactory, approved, class_of, graduates, staff
from tests.factories.outside import candidate, certified, outside_test

pytestmark = pytest.mark.django_db
TODAY = MONDAY.date()
CLOSED = [
    "photo",
    "photo_change",
    "edit",
    "nik_change",
    "case_officer_change",
    "housing_change",
    "register_number_change",
    "limiting_date_change",
    "classification_add",
    "suspension_add",
    "suspension_end",
    "apart_list",
    "apart_add",
]


@pytest.fixture(autouse=True)
def only_papers(db):
    """What else is owed after a release is tested with the preparation for leaving."""
    ReadinessItem.objects.update(is_on_short_list=False)


@pytest.fixture
def person(facility):
    return PersonFactory(facility=facility, full_name="Supian Aditya", with_custody=True)


@pytest.fixture
def let_go(registrar):
    def let_go(person, kind="full_term", **where):
        return custody_end.leave(person, by=registrar, kind=kind, on=TODAY, reason="Bebas lebih awal", **where)

    return let_go


def page_of(person):
    return reverse("inmates:released", args=[person.public_id])


def text(answer):
    return answer.content.decode()


@pytest.mark.parametrize(
    ("kind", "found"),
    [
        ("full_term", ["Supian Aditya"]),
        ("conditional", ["Supian Aditya"]),
        ("court_order", ["Supian Aditya"]),
        ("escape", ["Supian Aditya"]),
        ("death", ["Supian Aditya"]),
        ("transfer", []),
    ],
)
def test_whoever_was_let_go_is_found_and_whoever_was_transferred_is_not(let_go, person, registrar, kind, found):
    let_go(person, kind)

    assert [person.full_name for person in released_by(registrar)] == found


@pytest.mark.parametrize(
    ("role", "opens"),
    [
        ("registrar", 200),
        ("training_officer", 200),
        ("rutan_head", 200),
        ("board_chair", 403),
        ("case_officer", 403),
        ("security_officer", 403),
        ("auditor", 403),
    ],
)
def test_profile_after_leaving_opens_for_three_roles(sign_in, let_go, person, facility, role, opens):
    let_go(person)

    assert sign_in(UserFactory(roles=[role], facility=facility)).get(page_of(person)).status_code == opens


@pytest.mark.engines
def test_nobody_elsewhere_finds_the_person(sign_in, let_go, person):
    let_go(person)
    stranger = sign_in(UserFactory(roles=["registrar"]))

    answers = [stranger.get(url).status_code for url in (page_of(person), f"/warga-binaan/{person.public_id}/")]

    assert answers == [404, 404]
    assert "Supian" not in text(stranger.get(reverse("inmates:released_list")))


def test_person_who_is_here_or_elsewhere_again_has_no_page_of_this_kind(sign_in, let_go, person, registrar):
    client = sign_in(registrar)
    before = client.get(page_of(person)).status_code
    let_go(person)
    other = FacilityFactory()
    CustodyPeriod.objects.create(person=person, facility=other, from_date=TODAY)
    Person.objects.filter(pk=person.pk).update(facility=other)

    assert (before, client.get(page_of(person)).status_code) == (404, 404)


@pytest.mark.engines
def test_later_stay_elsewhere_ends_what_this_facility_reads(let_go, person, registrar):
    let_go(person)
    other = FacilityFactory()
    CustodyPeriod.objects.create(
        person=person, facility=other, from_date=TODAY, until=date(2027, 1, 1), leaving="full_term"
    )

    assert [
        list(released_by(registrar)),
        [p.pk for p in released_by(UserFactory(roles=["registrar"], facility=other))],
    ] == [
        [],
        [person.pk],
    ]


@pytest.mark.engines
def test_merged_record_is_nobody_who_has_left(let_go, person, registrar, facility):
    let_go(person)
    Person.objects.filter(pk=person.pk).update(merged_into=PersonFactory(facility=facility))

    assert list(released_by(registrar)) == []


def test_release_that_was_a_mistake_is_undone_and_the_profile_opens_again(sign_in, let_go, person, registrar):
    entry_withdrawal.withdraw(let_go(person), by=registrar, reason="Salah orang dicatat")
    client = sign_in(registrar)

    assert (client.get(page_of(person)).status_code, client.get(f"/warga-binaan/{person.public_id}/").status_code) == (
        404,
        200,
    )


def test_old_address_leads_to_what_may_still_be_read(sign_in, let_go, person, registrar):
    let_go(person)
    client = sign_in(registrar)

    for name in ("detail", "history"):
        assert client.get(reverse(f"inmates:{name}", args=[person.public_id])).url == page_of(person)


@pytest.mark.engines
def test_no_other_page_about_the_person_opens_and_none_writes(sign_in, let_go, person, registrar):
    let_go(person)
    client, before = sign_in(registrar), Person.objects.values().get(pk=person.pk)

    for name in CLOSED:
        url = reverse(f"inmates:{name}", args=[person.public_id])
        expected = {405} if name in ("photo", "apart_list") else {404, 403}
        assert client.get(url).status_code in {404, 403}, name
        assert client.post(url, {"full_name": "Lain", "nik": "6305010302940001"}).status_code in expected, name
    assert client.post(page_of(person)).status_code == 405
    assert client.get(f"/warga-binaan/{person.public_id}/keadaan/").status_code == 404
    assert Person.objects.values().get(pk=person.pk) == before


@pytest.mark.engines
def test_page_shows_person_and_stay_but_no_nik_photo_block_or_contact(sign_in, let_go, person, registrar):
    person.set_nik("6305010302940001")
    person.photo = "photos/x.jpg"
    person.save()
    number = person.register_numbers.get().number
    let_go(person)

    page = sign_in(registrar).get(page_of(person))

    assert {row["label"]: row["value"] for row in page.context["rows"]} == {
        "Nama lengkap": "Supian Aditya",
        "Nama panggilan": "",
        "Lahir": "Rantau, 17 Mei 1995",
        "Nomor registrasi terakhir": number,
        "Berada di rutan ini": "6 Jan 2025 – 23 Nov 2026",
        "Cara keluar": "Bebas murni",
    }
    for hidden in ("0001", "photos", "/foto/", "A/07", "A / 07", "NIK"):
        assert hidden not in text(page)
    assert "Tidak lagi ditahan di sini" in text(page)
    logged = AccessLogEntry.objects.values_list("subject_type", "subject_id", "subject").get()
    assert logged == ("inmates.person", str(person.pk), "profile after leaving")


def released_graduate(let_go):
    batch = graduates(2)
    place, other = batch.enrollments.order_by("pk")
    officer = staff(batch.training_center, "certificate_officer")
    paper = issue_certificates.issue(approved(place), by=officer, render_after=False)
    for person in (place.person, other.person):
        let_go(person)
    return batch, place.person, other.person, paper


@pytest.mark.engines
def test_certificate_that_lies_in_the_office_is_owed_and_waits_on_the_work_list(sign_in, let_go):
    batch, person, _other, paper = released_graduate(let_go)
    registrar = UserFactory(roles=["registrar"], facility=batch.facility)
    client = sign_in(registrar)

    page = client.get(page_of(person))
    listed = client.get(reverse("inmates:released_list"), {"owed": "yes"})

    assert [(owed.title, paper.number_text in owed.note, owed.url) for owed in page.context["owed"]] == [
        ("Sertifikat pelatihan: belum diserahkan", True, "")
    ]
    assert [row.pk for row in listed.context["page"].rows] == [person.pk]
    told = {task.url: task.title for task in tasks_for(registrar)}
    assert told[reverse("inmates:released_list", query={"owed": "yes"})] == (
        "1 orang sudah keluar tanpa menerima suratnya"
    )


def test_certificate_is_a_link_for_whoever_may_open_it(sign_in, let_go):
    batch, person, _other, paper = released_graduate(let_go)
    officer = UserFactory(roles=["training_officer"], facility=batch.facility)

    owed = sign_in(officer).get(page_of(person)).context["owed"]

    assert [one.url for one in owed] == [reverse("certification:certificate_detail", args=[paper.public_id])]


def test_statement_of_units_is_owed_to_whoever_left_early(sign_in, let_go, person, registrar, facility):
    place = EnrollmentFactory(person=person, batch__facility=facility, starts_on=date(2026, 11, 2))
    UnitResultFactory(enrollment=place, unit=place.batch.version.units.first(), result="K")
    let_go(person)

    owed = sign_in(registrar).get(page_of(person)).context["owed"]

    assert [(one.title, one.note) for one in owed] == [
        ("Surat keterangan unit: ditunggu dari BLK", place.batch.name),
    ]


@pytest.mark.engines
def test_certificate_of_a_body_is_owed_until_it_is_handed_over(sign_in, let_go, facility, registrar):
    batch = class_of(0, facility=facility)
    held = outside_test(batch.training_center)
    one, waits = certified(held, batch=batch), candidate(held, batch=batch, result="K")
    for place in (one.enrollment, waits.enrollment):
        CustodyPeriod.objects.create(person=place.person, facility=facility, from_date=date(2025, 1, 6))
        let_go(place.person)
    client = sign_in(registrar)

    def owed(person):
        return client.get(page_of(person)).context["owed"]

    def listed():
        return [row.pk for row in client.get(reverse("inmates:released_list"), {"owed": "yes"}).context["page"].rows]

    assert owed(one.enrollment.person) == [
        Owed("Sertifikat LSP: belum diserahkan", "95300 2411 0000001 2026, Pengelasan SMAW 3G")
    ]
    assert owed(waits.enrollment.person) == []
    assert listed() == [one.enrollment.person_id]

    OutsideCandidate.objects.filter(pk=one.pk).update(handed_on=TODAY, handed_by=held.created_by, received_by="Ibunya")

    assert (owed(one.enrollment.person), listed()) == ([], [])


def test_training_that_begins_after_leaving_is_not_shown(sign_in, let_go, person, registrar, facility):
    let_go(person)
    later = EnrollmentFactory(person=person, batch__facility=facility, starts_on=date(2027, 1, 4))

    page = sign_in(registrar).get(page_of(person))

    assert (page.context["person"].training, later.batch.name in text(page)) == ([], False)


@pytest.mark.engines
def test_open_tasks_of_the_facility_stand_on_the_page(sign_in, let_go, person, registrar, facility):
    let_go(person)
    for office, matter in ((facility, "a"), (FacilityFactory(), "b")):
        InboxTask.objects.create(
            facility=office,
            role="registrar",
            kind="inmates.missing",
            person=person,
            matter=matter,
            values={"day": "2026-11-20"},
        )

    assert len(sign_in(registrar).get(page_of(person)).context["tasks"]) == 1


@pytest.mark.engines
def test_tasks_of_other_roles_are_not_told_and_the_own_ones_can_be_answered(sign_in, let_go, person, facility):
    let_go(person)
    InboxTask.objects.all().delete()
    for role in ("registrar", "training_officer"):
        InboxTask.objects.create(
            facility=facility,
            role=role,
            kind="inmates.missing",
            person=person,
            matter=role,
            values={"day": "2026-11-20"},
        )

    pages = {
        role: sign_in(UserFactory(roles=[role], facility=facility)).get(page_of(person))
        for role in ("registrar", "training_officer", "rutan_head")
    }

    assert {role: [line.task.role for line in page.context["tasks"]] for role, page in pages.items()} == {
        "registrar": ["registrar"],
        "training_officer": ["training_officer"],
        "rutan_head": [],
    }
    answer = reverse("inmates:task_acknowledge", args=[InboxTask.objects.get(role="registrar").public_id])
    assert [answer in text(page) for page in pages.values()] == [True, False, False]


@pytest.mark.engines
def test_search_in_the_list_tells_that_the_person_has_left(sign_in, let_go, person, registrar):
    let_go(person)
    client = sign_in(registrar)

    found = client.get(reverse("inmates:list"), {"q": "Supian"})
    archive = client.get(reverse("inmates:released_list"), {"q": "supian"})

    assert "1 orang yang sudah keluar cocok dengan pencarian ini" in text(found)
    assert page_of(person) in text(archive)
    assert client.get(reverse("inmates:released_list"), {"q": "Ahmad"}).context["page"].rows == []


@pytest.mark.engines
def test_release_leads_to_what_is_owed_and_the_list_of_changes_links_there(sign_in, person, registrar):
    client = sign_in(registrar)
    url = reverse("programs:change_record", args=[person.public_id, "full_term"])

    answer = client.post(url, {"on": "23/11/2026", "reason": "Bebas lebih awal"})

    assert answer.url == page_of(person)
    assert page_of(person) in text(client.get(reverse("programs:change_list")))


@pytest.mark.engines
def test_list_asks_the_same_for_1_and_30(sign_in, let_go, facility, registrar, django_assert_num_queries):
    client = sign_in(registrar)
    for count in (1, 29):
        for _ in range(count):
            let_go(PersonFactory(facility=facility, with_custody=True))
        client.get(reverse("inmates:released_list"))
        with django_assert_num_queries(4):
            client.get(reverse("inmates:released_list"))


@pytest.mark.engines
def test_paper_earned_at_another_facility_is_not_told(sign_in, let_go, person, registrar):
    elsewhere = EnrollmentFactory(state="ended", ended_on=TODAY, end_reason="withdrew")
    UnitResultFactory(enrollment=elsewhere, result="K")
    type(elsewhere).objects.filter(pk=elsewhere.pk).update(person=person)
    let_go(person)

    page = sign_in(registrar).get(page_of(person))

    assert page.context["owed"] == []
    assert elsewhere.batch.name not in text(page)
