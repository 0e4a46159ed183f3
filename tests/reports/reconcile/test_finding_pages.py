"""What the reconcile found, on the pages: counts for the administrator, records for who has to look at them."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import translation

from core import clock
from reports.home.work_list import tasks_for
from reports.reconcile import findings
from reports.reconcile.contradictions import KINDS
from reports.reconcile.models import Finding, ReconcileRun
from reports.reconcile.nightly_run import reconcile
from tests.conftest import MONDAY
from tests.constraints import change
from tests.factories import EnrollmentFactory, FacilityFactory, PersonFactory, TrainingCenterFactory, UserFactory
from tests.reports.reconcile.contradictory import SEEDS, agreed

pytestmark = [pytest.mark.django_db, pytest.mark.engines]
SUMMARY, LIST = "/rekonsiliasi/", "/rekonsiliasi/temuan/"


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    with agreed(django_db_blocker) as world:
        yield world


def seed(world, *codes):
    for code in codes:
        SEEDS[code](world)
    reconcile()


def user_of(world, role):
    center = role in ("certificate_officer", "blk_head")
    return UserFactory(roles=[role], **({"training_center": world.center} if center else {"facility": world.facility}))


def rows_of(answer):
    """Kind, people and records of each row, as text with address."""
    return [
        (group.kind.code, [(place.label, place.url) for place in [*row.people, *row.records]])
        for group in answer.context["groups"]
        for row in group.rows
    ]


def page_of(name, row) -> str:
    return reverse(name, args=[row.public_id])


def test_administrator_reads_at_home_how_many_of_which_kind(world, sign_in):
    seed(world, "present_but_away", "over_capacity")
    answer = sign_in(user_of(world, "administrator")).get("/")

    assert answer.context["contradiction_counts"] == [
        {"number": 1, "label": KINDS[code].title, "url": f"{SUMMARY}#{code}"}
        for code in ("over_capacity", "present_but_away")
    ]
    page = answer.content.decode()
    assert "Diperiksa 23 Nov 2026, 09.12 WITA: 2 ditemukan, 2 baru, 0 selesai." in page
    assert world.person.full_name not in page


def test_administrator_reads_that_there_is_none(world, sign_in):
    reconcile()

    page = sign_in(user_of(world, "administrator")).get("/").content.decode()
    assert "Tidak ada data yang tidak cocok" in page


@pytest.mark.parametrize(("hours", "is_overdue"), [(36, False), (37, True)])
def test_run_is_overdue_after_a_day_and_a_half(world, sign_in, hours, is_overdue):
    client = sign_in(user_of(world, "administrator"))
    words = "Data belum diperiksa lagi sejak 21 Nov 2026"
    with clock.moved_to(MONDAY - timedelta(hours=hours)):
        reconcile()

    assert (words in client.get("/").content.decode()) is is_overdue
    assert (words in client.get(SUMMARY).content.decode()) is is_overdue


def test_before_the_first_run_the_pages_say_so(world, sign_in):
    client = sign_in(user_of(world, "administrator"))

    for address in ("/", SUMMARY):
        assert "Data belum pernah diperiksa." in client.get(address).content.decode()
    officer = sign_in(user_of(world, "registrar"))
    assert "Data belum pernah diperiksa" in officer.get(LIST).content.decode()


def test_run_that_failed_since_is_told(world, sign_in):
    with clock.moved_to(MONDAY - timedelta(hours=2)):
        reconcile()
    ReconcileRun.objects.create(state="failed", finished_at=MONDAY)

    page = sign_in(user_of(world, "administrator")).get(SUMMARY).content.decode()
    assert "Pemeriksaan 23 Nov 2026, 09.12 WITA gagal" in page
    assert "Perlu diperiksa" in page


def test_administrator_reads_kinds_and_runs_and_no_record(world, sign_in):
    with clock.moved_to(MONDAY - timedelta(days=1)):
        seed(world, "over_capacity")
    change(world.batch, capacity=16)
    seed(world, "present_but_away", "number_unaccounted", "audit_chain_broken")
    client = sign_in(user_of(world, "administrator"))

    answer = client.get(SUMMARY)

    assert [(line.kind.code, line.count, line.new, line.gone) for line in answer.context["summary"].lines] == [
        ("over_capacity", 0, 0, 1),
        ("present_but_away", 1, 1, 0),
        ("audit_chain_broken", 1, 1, 0),
    ]
    assert [(run.started_at, run.found) for run in answer.context["runs"]] == [
        (MONDAY, 2),
        (MONDAY - timedelta(days=1), 1),
    ]
    page = answer.content.decode()
    assert not any(word in page for word in (world.person.full_name, world.batch.name, str(world.person.public_id)))


def test_what_concerns_the_whole_system_is_told_to_every_administrator():
    ReconcileRun.objects.create(state="done", finished_at=MONDAY).counts.create(
        kind="audit_chain_broken", count=1, new=1, gone=0
    )

    for office in ({"facility": FacilityFactory()}, {"training_center": TrainingCenterFactory()}):
        administrator = UserFactory(roles=["administrator"], **office)
        assert [line.count for line in findings.summary_for(administrator).lines] == [1]


def test_registrar_gets_the_people_of_the_own_office(world, sign_in):
    seed(world, "out_for_long", "number_elsewhere", "over_capacity")
    client = sign_in(user_of(world, "registrar"))

    assert rows_of(client.get(LIST)) == [
        ("number_elsewhere", [(world.departed.full_name, "")]),
        ("out_for_long", [(world.stranger.full_name, page_of("inmates:detail", world.stranger))]),
    ]


def test_training_officer_gets_the_records_of_training(world, sign_in):
    seed(world, "present_but_away", "pair_together", "offered_without_offer")
    client = sign_in(user_of(world, "training_officer"))
    one, other = sorted([world.person, world.neighbor.person], key=lambda person: person.pk)
    running = (world.batch.name, page_of("programs:batch_detail", world.batch))

    def profile(person):
        return person.full_name, page_of("inmates:detail", person)

    assert rows_of(client.get(LIST)) == [
        (
            "offered_without_offer",
            [
                profile(world.offered.person),
                (world.selecting.name, page_of("programs:selection_detail", world.selecting)),
            ],
        ),
        ("pair_together", [profile(one), profile(other), running]),
        (
            "present_but_away",
            [
                profile(world.person),
                ("23 Nov 2026, 08.00 WITA", page_of("programs:session_roll", world.session)),
                running,
            ],
        ),
    ]
    for _kind, places in rows_of(client.get(LIST)):
        for _label, url in places:
            assert client.get(url).status_code == 200, url


def test_list_is_narrowed_to_a_kind(world, sign_in):
    seed(world, "over_capacity", "agreement_ended")
    client = sign_in(user_of(world, "training_officer"))

    assert [kind for kind, _places in rows_of(client.get(LIST + "?kind=over_capacity"))] == ["over_capacity"]
    assert len(rows_of(client.get(LIST + "?kind=unknown"))) == 2


def test_certificate_officer_gets_the_certificates_of_the_own_center(world, sign_in):
    seed(world, "certificate_without_units", "number_unaccounted", "over_capacity")
    client = sign_in(user_of(world, "certificate_officer"))

    assert rows_of(client.get(LIST)) == [
        (
            "certificate_without_units",
            [
                (world.graduate.person.full_name, ""),
                (world.certificate.number_text, page_of("certification:certificate_detail", world.certificate)),
                (world.finished.name, page_of("programs:batch_detail", world.finished)),
            ],
        ),
        ("number_unaccounted", [("Buku nomor", reverse("certification:register"))]),
    ]


def test_data_protection_officer_gets_the_audit_alone(world, sign_in):
    seed(world, "audit_chain_broken", "over_capacity")
    client = sign_in(user_of(world, "auditor"))

    assert rows_of(client.get(LIST)) == [("audit_chain_broken", [("Jejak audit", reverse("reports:audit_list"))])]


def test_nobody_sees_what_is_found_in_another_office(world, sign_in):
    seed(world, "over_capacity", "out_for_long", "number_unaccounted", "certificate_without_file")

    for role in ("registrar", "training_officer", "certificate_officer"):
        assert rows_of(sign_in(UserFactory(roles=[role])).get(LIST)) == []
    assert findings.summary_for(UserFactory(roles=["administrator"])).lines == []
    assert list(Finding.objects.visible_to(UserFactory(roles=["regional_viewer"]))) == []


def test_what_was_put_right_is_gone_after_the_next_night(world, sign_in):
    seed(world, "over_capacity")
    officer = user_of(world, "training_officer")
    client = sign_in(officer)
    assert len(rows_of(client.get(LIST))) == 1

    client.logout()
    change(world.batch, capacity=16)
    with clock.moved_to(MONDAY + timedelta(days=1)):
        reconcile()
        page = sign_in(officer).get(LIST)

    assert rows_of(page) == []
    assert "Tidak ada data yang tidak cocok" in page.content.decode()


@pytest.mark.parametrize(
    ("role", "address"),
    [("administrator", LIST), ("registrar", SUMMARY), ("board_chair", LIST), ("blk_coordinator", LIST)],
)
def test_pages_are_refused_to_others(sign_in, role, address):
    assert sign_in(UserFactory(roles=[role])).get(address).status_code == 403


def test_pages_ask_as_often_for_many_as_for_one(world, sign_in, django_assert_num_queries):
    officer = user_of(world, "training_officer")
    seed(world, "place_without_custody")
    client = sign_in(officer)
    client.get(LIST)
    with django_assert_num_queries(5):
        client.get(LIST)
    for _ in range(29):
        EnrollmentFactory(batch=world.batch, person=PersonFactory(facility=None))
    reconcile()
    with django_assert_num_queries(5):
        assert len(rows_of(client.get(LIST))) == 30


def test_summary_asks_as_often_for_many_kinds_as_for_one(world, sign_in, django_assert_num_queries):
    client = sign_in(user_of(world, "administrator"))
    seed(world, "over_capacity")
    client.get(SUMMARY)
    with django_assert_num_queries(5):
        client.get(SUMMARY)
    for _ in range(12):
        seed(world, "out_for_long")
    with django_assert_num_queries(5):
        client.get(SUMMARY)


@pytest.mark.parametrize(
    ("role", "codes", "title"),
    [
        ("registrar", ["out_for_long"], "Data tidak cocok: 1"),
        ("training_officer", ["over_capacity", "agreement_ended"], "Data tidak cocok: 2"),
        ("certificate_officer", ["number_unaccounted"], "Data tidak cocok: 1"),
        ("auditor", ["audit_chain_broken"], "Data tidak cocok: 1"),
    ],
)
def test_work_list_tells_who_has_to_look_how_many(world, role, codes, title):
    user = user_of(world, role)
    reconcile()
    assert [task for task in tasks_for(user) if task.url == LIST] == []

    seed(world, *codes)

    with translation.override("id"):
        assert [task.title for task in tasks_for(user) if task.url == LIST] == [title]
