"""Correction, erasure, objection, withdrawal: asked, answered with a reason, with what was done or why data stay."""

from datetime import timedelta

import pytest
from django.urls import reverse

from core import audit, clock
from core.errors import RuleViolation
from core.models import AuditEvent
from outcomes.needs.neutral_words import words_found
from reports.home.work_list import tasks_for
from reports.retention.models import Destruction
from reports.rights import answer_paper, rights_requests
from reports.rights.models import RightsRequest
from tests.conftest import MONDAY, FormClient
from tests.constraints import assert_refused
from tests.factories import EnrollmentFactory, PersonFactory, UserFactory
from tests.papers import pages
from tests.reasons import codes

pytestmark = [pytest.mark.django_db, pytest.mark.engines]
WISH = "Tanggal lahir saya salah"
REASON = "Sudah diperiksa dengan akta kelahiran"
RECEIVED = MONDAY - timedelta(hours=3)


@pytest.fixture
def person(auditor):
    return PersonFactory(facility=auditor.facility, with_custody=True)


def asked(person, by, kind="correction", **said):
    given = {"asker": "self", "received_at": RECEIVED, "wish": WISH, **said}
    return rights_requests.receive(person, by=by, kind=kind, **given)


def refused(command, *args, **kwargs):
    with pytest.raises(RuleViolation) as violation:
        command(*args, **kwargs)
    return codes(violation)


def changed(person, by, at=MONDAY):
    with clock.moved_to(at):
        audit.record("person.change", by=by, target=person, fields=["birth_date"])
    return AuditEvent.objects.latest("pk")


def destroyed(by, done_at=MONDAY, **fields):
    other = UserFactory(roles=["rutan_head"], facility=by.facility)
    row = {"office": by.office_code, "counted_on": MONDAY.date(), "lines": [], "proposed_by": other, **fields}
    return Destruction.objects.create(state="done", decided_by=by, decided_at=done_at, done_at=done_at, **row)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"wish": "x"}, ["reason_missing"]),
        ({"received_at": MONDAY + timedelta(minutes=1)}, ["future"]),
        ({"asker": "proxy", "asker_name": " "}, ["unnamed"]),
    ],
)
def test_incomplete_request_is_refused(auditor, person, said, expected):
    assert refused(asked, person, auditor, **said) == expected


def test_people_of_other_offices_are_refused(auditor):
    assert refused(asked, PersonFactory(with_custody=True), auditor) == ["not_ours"]


def test_correction_names_a_change_about_the_person_since_the_request(auditor, person):
    before, of_other = changed(person, auditor, at=RECEIVED - timedelta(hours=1)), changed(PersonFactory(), auditor)
    found = asked(person, auditor)
    yes = {"by": auditor, "outcome": "granted", "answer": REASON}
    for change in (None, before, of_other):
        assert refused(rights_requests.answer, found, change=change, **yes) == ["no_change"]
    change = changed(person, auditor)

    done = rights_requests.answer(found, change=change, **yes)

    assert (done.change, done.outcome, done.answered_by) == (change.pk, "granted", auditor)
    assert refused(rights_requests.answer, done, change=change, **yes) == ["answered"]
    event = AuditEvent.objects.get(action="rights_request.answer")
    assert (event.details["change"], event.details["is_late"]) == (change.pk, False)


def test_refused_correction_needs_no_change_but_a_reason(auditor, person):
    found = asked(person, auditor)
    assert refused(rights_requests.answer, found, by=auditor, outcome="refused", answer="x") == ["reason_missing"]

    assert rights_requests.answer(found, by=auditor, outcome="refused", answer=REASON).change is None


def test_erasure_names_the_destruction_or_why_data_stay(auditor, person):
    earlier, foreign = destroyed(auditor, RECEIVED - timedelta(days=1)), destroyed(UserFactory(roles=["auditor"]))
    first, second = asked(person, auditor, "erasure"), asked(person, auditor, "erasure")
    yes = {"by": auditor, "outcome": "granted", "answer": REASON}
    assert refused(rights_requests.answer, first, **yes) == ["no_destruction"]
    assert refused(rights_requests.answer, first, destruction=earlier, **yes) == ["not_since"]
    assert refused(rights_requests.answer, first, destruction=foreign, **yes) == ["not_since"]
    no = {"by": auditor, "outcome": "refused", "answer": REASON}
    assert refused(rights_requests.answer, second, **no) == ["no_ground"]

    gone = rights_requests.answer(first, destruction=destroyed(auditor), stays_for="register", **yes)
    kept = rights_requests.answer(second, stays_for="register", **no)

    assert (gone.destruction is not None, gone.stays_for) == (True, "")
    assert (kept.destruction, kept.stays_for) == (None, "register")
    assert "Register sertifikat" in " ".join(pages(answer_paper.paper_of(kept, by=auditor)))


def test_letter_of_a_center_says_nothing_of_custody():
    place = EnrollmentFactory()
    by = UserFactory(roles=["auditor"], training_center=place.batch.training_center)
    found = rights_requests.answer(
        asked(place.person, by, "objection", wish="Tidak ingin difoto lagi"), by=by, outcome="granted", answer=REASON
    )

    told = " ".join(pages(answer_paper.paper_of(found, by=by)))

    assert place.person.full_name in told
    assert words_found(told) == []


def test_clock_stands_on_the_work_list(auditor, person):
    asked(person, auditor, "withdrawal")

    def told():
        return [(task.kind, task.word) for task in tasks_for(auditor) if "tentang data" in str(task.title)]

    assert told() == [("warn", "Terbuka")]
    with clock.moved_to(MONDAY + timedelta(hours=70)):
        assert told() == [("bad", "Lewat tenggat")]


def test_pages_take_a_request_to_its_letter(auditor, person):
    client = FormClient()
    client.force_login(auditor)
    form = {
        "kind": "objection", "asker": "proxy", "asker_name": "Siti", "received_on": "23/11/2026",
        "received_hour": "06:00", "number": "", "wish": "Tidak ingin difoto lagi",
    }  # fmt: skip
    client.post(reverse("reports:rights_new", args=[person.public_id]), form)
    found = RightsRequest.objects.get()
    at = {"public_id": found.public_id}
    for page in ("rights_detail", "rights_answer"):
        assert person.full_name in client.get(reverse(f"reports:{page}", kwargs=at)).content.decode()
    assert client.get(reverse("reports:rights_print", kwargs=at)).status_code == 404

    client.post(reverse("reports:rights_answer", kwargs=at), {"outcome": "partly", "answer": REASON})

    assert pages(client.get(reverse("reports:rights_print", kwargs=at)).content)
    found.refresh_from_db()
    assert (found.outcome, found.asker_name) == ("partly", "Siti")


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("rights_request_names_who_is_authorized", {"asker": "proxy"}),
        ("rights_request_is_answered_with_a_reason", {"answered_at": MONDAY}),
        ("rights_request_corrected_names_the_change", {"outcome": "granted"}),
        ("rights_request_erased_names_the_destruction", {"kind": "erasure", "outcome": "granted"}),
        ("rights_request_kept_says_why", {"kind": "erasure", "outcome": "refused"}),
    ],
)
def test_database_refuses(auditor, person, name, changes):
    found = asked(person, auditor)
    if "outcome" in changes:
        changes = {**changes, "answered_at": MONDAY, "answered_by": auditor, "answer": REASON}

    assert_refused(name, lambda: RightsRequest.objects.filter(pk=found.pk).update(**changes))
