"""The pages and answers of the offline roll."""

import json
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from programs.attendance import mark_changes
from programs.attendance.models.marks import MarkRevision
from programs.offline.models import MarkOperation, OfflinePack
from programs.timetable.models.sessions import Session
from reports.home.work_list import tasks_for
from tests.conftest import MONDAY
from tests.factories import UserFactory
from tests.factories.certification import finalized

pytestmark = pytest.mark.django_db
SEND = "/luring/kirim/"


@pytest.fixture
def instructor(taught, sign_in):
    return sign_in(taught.instructor)


@pytest.fixture
def doubt(taught, tablet, coordinator):
    mark_changes.mark(taught.session, taught.people[0], by=coordinator, status="sick")
    taught.sends(tablet.marks(0, "present"))
    return MarkOperation.objects.get()


def as_json(operation) -> dict:
    return {name: str(value) if name != "sequence" else value for name, value in vars(operation).items()} | {
        "made_at": operation.made_at.isoformat()
    }


def queue(taught, *operations, **fields) -> dict:
    return {"pack": str(taught.pack.public_id), "operations": [as_json(one) for one in operations], **fields}


def send(client, content):
    return client.post(SEND, json.dumps(content), content_type="application/json")


def told(answer) -> list[tuple]:
    return [(one["answer"], one["message"]) for one in answer.json()["answers"]]


def test_page_says_nothing_of_anybody_and_asks_for_no_record(taught, instructor, django_assert_num_queries):
    instructor.get("/akun/")
    with django_assert_num_queries(2):  # the session, its user and the roles
        page = instructor.get(reverse("programs:offline_page"))

    text = page.content.decode()
    assert (page.status_code, page["Cache-Control"]) == (200, "no-store, private")
    person = taught.people[0].person
    names = (taught.instructor.full_name, person.full_name, str(taught.pack.public_id), taught.batch.name)
    assert [name for name in names if name in text] == []


def test_worker_keeps_the_page_its_files_and_nothing_else(instructor):
    answer = instructor.get(reverse("programs:offline_worker"))

    kept = json.loads(answer.content.decode().split("self.KEPT = ")[1].split(";\n")[0])
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/javascript; charset=utf-8")
    assert kept["page"] == "/luring/"
    assert [file for file in kept["files"] if not file.startswith(("/luring/", "/static/"))] == []
    assert [file for file in kept["files"] if file.startswith("/luring/")] == [
        "/luring/",
        "/luring/aplikasi.webmanifest",
    ]


def test_worker_changes_with_the_language_of_the_page(taught, instructor):
    first = instructor.get(reverse("programs:offline_worker")).content
    again = instructor.get(reverse("programs:offline_worker")).content
    taught.instructor.language = "en"
    taught.instructor.save()

    assert first == again != instructor.get(reverse("programs:offline_worker")).content


def test_manifest_is_limited_to_one_address_space(instructor):
    manifest = instructor.get(reverse("programs:offline_manifest")).json()

    assert {manifest[name] for name in ("id", "start_url", "scope")} == {"/luring/"}
    assert (manifest["short_name"], manifest["display"]) == ("Presensi luring", "standalone")
    assert [icon["sizes"] for icon in manifest["icons"]] == ["192x192", "512x512"]


def test_state_says_for_whom_the_server_is_there(taught, instructor):
    state = instructor.get(reverse("programs:offline_state")).json()

    assert (state["user"], state["now"]) == (str(taught.instructor.public_id), MONDAY.isoformat())
    assert len(state["csrf"]) > 30


def test_state_does_not_put_the_token_of_before_over_that_of_a_sign_in_beside_it(instructor):
    first, second = (instructor.get(reverse("programs:offline_state")) for _time in range(2))

    assert "csrf" in first.cookies
    assert "csrf" not in second.cookies
    assert instructor.cookies["csrf"].value == first.cookies["csrf"].value


def test_pack_is_made_and_kept_in_no_cache_and_no_table(taught, instructor):
    token = str(uuid.uuid4())
    answer = instructor.post("/luring/siapkan/", {"idempotency_token": token})
    again = instructor.post("/luring/siapkan/", {"idempotency_token": token})

    assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store, private")
    first = min((place.person for place in taught.people), key=lambda person: person.name_sort)
    assert answer.json()["sessions"][0]["people"][0]["name"] == first.full_name
    assert (again.status_code, again.content) == (410, b"")
    assert OfflinePack.objects.count() == 2


def test_pack_without_sessions_says_so(taught, instructor):
    Session.objects.update(**finalized())

    answer = instructor.post("/luring/siapkan/")

    sentence = "Anda tidak mengajar hari ini maupun dua hari ke depan, jadi tidak ada yang perlu disiapkan."
    assert (answer.status_code, answer.json()) == (422, {"message": sentence})


def test_marks_are_answered_one_by_one(taught, tablet, instructor):
    answer = send(instructor, queue(taught, tablet.marks(0), tablet.marks(1, "excused")))

    assert told(answer) == [("accepted", ""), ("rejected", "Status ini memerlukan catatan: tuliskan alasannya.")]
    assert answer.json()["answers"][0] | {"id": ""} == {
        "id": "",
        "answer": "accepted",
        "outcome": "accepted",
        "message": "",
        "version": 1,
        "status": "present",
        "word": "Hadir",
    }


def test_queue_whose_answer_was_lost_is_sent_again(taught, tablet, instructor):
    content = queue(taught, *(tablet.marks(number) for number in range(3)))

    first, second = send(instructor, content), send(instructor, content)

    assert [answer for answer, _message in told(first)] == ["accepted"] * 3
    assert [answer for answer, _message in told(second)] == ["duplicate"] * 3
    assert MarkRevision.objects.count() == 3


def test_mark_that_cannot_be_read_stops_no_other(taught, tablet, instructor):
    content = queue(taught, tablet.marks(0), tablet.marks(1))
    content["operations"][0]["sequence"] = "soon"
    content["operations"] += ["nonsense", {"id": "x" * 90}]

    answer = send(instructor, content)

    unread = "Presensi ini tidak terbaca. Catat pada presensi sesinya."
    assert told(answer) == [("accepted", ""), *[("rejected", unread)] * 3]
    assert taught.marks() == {1: ("present", 1)}


@pytest.mark.parametrize(
    "content",
    ["", "[]", "{", "[" * 5000, '{"pack": 1}', '{"pack": "x", "operations": []}', '{"pack": null, "operations": {}}'],
)
def test_what_is_no_queue_is_refused_in_a_sentence(instructor, content):
    answer = instructor.post(SEND, content, content_type="application/json")

    sentence = "Ini bukan antrean presensi luring. Pilih berkas yang disimpan oleh perangkat."
    assert (answer.status_code, answer.json()) == (422, {"message": sentence})


def test_too_many_marks_at_once_are_refused(taught, tablet, instructor):
    answer = send(instructor, queue(taught, *[tablet.marks(0)] * 201))

    assert answer.json() == {"message": "Paling banyak 200 presensi dapat diterima sekaligus."}


def test_queue_of_somebody_else_is_not_found(taught, tablet, sign_in):
    other = sign_in(UserFactory(roles=["instructor"], training_center=taught.batch.training_center))

    assert send(other, queue(taught, tablet.marks(0))).status_code == 404
    assert taught.marks() == {}


def test_file_of_a_device_is_sent_later_and_counts_once(taught, tablet, instructor):
    content = json.dumps(queue(taught, tablet.marks(0), tablet.marks(1, "excused")))
    path = reverse("programs:offline_upload")

    for _again in range(2):
        file = SimpleUploadedFile("presensi-luring.json", content.encode())
        answer = instructor.post(path, {"file": file}, follow=True)
        assert answer.redirect_chain == [(path, 302)]
        assert [str(message) for message in answer.context["messages"]] == [
            "1 presensi sudah ada di server.",
            "1 presensi perlu diperiksa: lihat daftarnya.",
        ]

    assert taught.marks() == {0: ("present", 1)}
    assert MarkOperation.objects.count() == 2


def test_file_of_somebody_else_is_refused(taught, tablet, sign_in):
    other = sign_in(UserFactory(roles=["instructor"], training_center=taught.batch.training_center))
    file = SimpleUploadedFile("presensi-luring.json", json.dumps(queue(taught, tablet.marks(0))).encode())

    answer = other.post(reverse("programs:offline_upload"), {"file": file})

    assert answer.status_code == 422
    assert "Berkas ini disimpan oleh orang lain." in answer.content.decode()
    assert taught.marks() == {}


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"%PDF-1.7", b"{}"])
def test_file_that_is_no_queue_is_refused(instructor, content):
    answer = instructor.post(reverse("programs:offline_upload"), {"file": SimpleUploadedFile("x.json", content)})

    assert answer.status_code == 422


def test_list_shows_both_marks(instructor, taught, doubt, coordinator):
    text = instructor.get(reverse("programs:offline_list")).content.decode()

    for words in (taught.people[0].person.full_name, "<b>Hadir</b>", "<b>Sakit</b>", coordinator.full_name):
        assert words in text


def test_list_costs_the_same_for_many(instructor, taught, tablet, django_assert_num_queries):
    instructor.get("/akun/")
    for rows in (1, 30):
        for _row in range(rows):
            taught.sends(tablet.marks(0, "excused"))
        with django_assert_num_queries(6):
            instructor.get(reverse("programs:offline_list"))


def test_list_goes_on_with_the_next_page(instructor, taught, tablet):
    taught.sends(*(tablet.marks(0, "excused") for _row in range(32)))
    page = reverse("programs:offline_list")

    first = instructor.get(page).context["page"]
    second = instructor.get(f"{page}{first.next}").context["page"]

    shown = [doubt.operation.pk for doubt in (*first, *second)]
    assert (len(first), len(second), set(shown)) == (30, 2, set(MarkOperation.objects.values_list("pk", flat=True)))
    assert instructor.get(f"{page}?after=WyJ4IiwieSJd").status_code == 200  # a cursor that was tampered with


def resolve(client, operation, **fields):
    return client.post(reverse("programs:offline_resolve", args=[operation.pk]), fields)


def test_decision_is_taken_on_the_page(instructor, taught, doubt):
    answer = resolve(instructor, doubt, choice="mine", version=1)

    assert (answer.status_code, answer["Location"]) == (302, reverse("programs:offline_list"))
    assert taught.marks() == {0: ("present", 2)}


def test_decision_on_a_mark_changed_meanwhile_shows_the_new_one(instructor, taught, doubt, coordinator):
    mark_changes.mark(taught.session, taught.people[0], by=coordinator, status="unexcused")

    answer = resolve(instructor, doubt, choice="mine", version=1)

    assert answer.status_code == 422
    assert "<b>Alpa</b>" in answer.content.decode()
    assert taught.marks() == {0: ("unexcused", 2)}


def test_decided_mark_shows_how_and_by_whom(instructor, taught, doubt):
    resolve(instructor, doubt, choice="theirs", version=1)

    text = instructor.get(reverse("programs:offline_resolve", args=[doubt.pk])).content.decode()

    assert f"Diputuskan: Pakai presensi yang tercatat ({taught.instructor.full_name}" in text


def test_supervisor_gives_a_reason_on_a_closed_sheet(sign_in, taught, doubt, coordinator):
    Session.objects.update(**finalized())
    supervisor = sign_in(coordinator)
    closed = supervisor.get(reverse("programs:session_roll", args=[taught.session.public_id])).content.decode()

    assert f'href="{reverse("programs:offline_list")}?state=conflict"' in closed
    assert resolve(supervisor, doubt, choice="mine", version=1).status_code == 422
    assert resolve(supervisor, doubt, choice="mine", version=1, reason="Sudah ditanyakan").status_code == 302
    assert taught.marks() == {0: ("present", 2)}


def test_mark_of_another_center_is_not_found(sign_in, doubt):
    stranger = sign_in(UserFactory(roles=["blk_coordinator"]))

    assert resolve(stranger, doubt, choice="theirs", version=1).status_code == 404
    assert stranger.get(reverse("programs:offline_resolve", args=[doubt.pk])).status_code == 404


def test_custody_reason_reads_as_one_word_to_the_instructor(instructor, taught, tablet):
    officer = UserFactory(roles=["training_officer"], facility=taught.batch.facility)
    mark_changes.mark(taught.session, taught.people[0], by=officer, status="isolation", note="Sel 3")
    taught.sends(tablet.marks(0, "present"))
    operation = MarkOperation.objects.get()

    for page in (reverse("programs:offline_list"), reverse("programs:offline_resolve", args=[operation.pk])):
        text = instructor.get(page).content.decode()
        assert "<b>Dinas</b>" in text
        assert [secret for secret in ("Isolasi", "isolation", "Sel 3") if secret in text] == []


def test_home_names_what_waits_and_opens_the_list_of_each_kind(taught, tablet, doubt, coordinator, sign_in):
    taught.sends(tablet.marks(1, "excused"))

    for user in (taught.instructor, coordinator):
        url = reverse("programs:offline_list")
        tasks = [task for task in tasks_for(user) if task.url.startswith(url)]
        shown = [[doubt.operation.outcome for doubt in sign_in(user).get(task.url).context["page"]] for task in tasks]
        assert shown == [["conflict"], ["rejected"]]
        assert [task.title for task in tasks] == [
            "1 presensi luring berbeda dengan presensi yang tercatat",
            "1 presensi luring tidak diterima",
        ]


def test_list_of_sessions_leads_to_the_offline_roll(instructor, sign_in, coordinator):
    link = 'href="/luring/"'
    page = reverse("programs:session_list")

    assert link in instructor.get(page).content.decode()
    assert link not in sign_in(coordinator).get(page).content.decode().replace("data-offline", "")


def test_signing_out_deletes_what_the_browser_keeps(instructor):
    assert instructor.post("/keluar/")["Clear-Site-Data"] == '"cache", "storage"'
