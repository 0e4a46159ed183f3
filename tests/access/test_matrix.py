"""Every address x every role x own and foreign office answers as docs/permissions.md says; a GET changes nothing."""

import logging
import os
import re
from contextlib import contextmanager
from copy import deepcopy

import pytest
from django.db import connection, transaction
from django.urls import reverse

from accounts.permissions import permissions_of
from accounts.roles import SIDES, Role, Side
from printing.paper import Paper
from tests.access.pages import (
    ANY_SIGNED_IN,
    CARD_PAGES,
    GONE_AT_A_WORD,
    HOLDER,
    KWARGS,
    LED_ELSEWHERE,
    POSTED,
    PUBLIC,
    REFUSED_HERE,
    WITHOUT_OWNER,
    address,
    documented,
    patterns,
)
from tests.access.world import blank_pdf
from tests.factories import BatchFactory, PersonFactory, SessionFactory

pytestmark = pytest.mark.once

VIEWS = dict(patterns())
# Four thousand requests that are denied; `make test-all` makes each of them.
EVERY_DENIAL = os.environ.get("EVERY_DENIAL") == "1"
# So that two workers can share the longest test of all.
PARTS = 4
GUARDED = sorted(VIEWS.keys() - PUBLIC - ANY_SIGNED_IN)
WRITES = re.compile(r'^\s*(INSERT|UPDATE|DELETE|REPLACE)\b[^"]*"(\w+)"', re.IGNORECASE)
# A sign-in's last moment, the note of who read what, and how often an address asked the check page.
WRITTEN_BY_READING = {
    "django_session",
    "core_accesslogentry",
    "certification_checkcounter",
    "certification_numbercheckcounter",
    "programs_calendarcounter",
}


@pytest.fixture(scope="module")
def clients(world):
    """A signed-in browser for each role, and one that is not signed in under None."""
    found = {role: world.client_of(user) for role, user in world.users.items()}
    for client in found.values():
        client.raise_request_exception = False
        client.get(reverse("accounts:account"))
    return found


@pytest.fixture(autouse=True)
def _without_a_log():
    """Thousands of requests would write more log than anybody reads."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture(autouse=True)
def _papers_come_fast(monkeypatch):
    """What stands on papers has its own tests."""
    content = blank_pdf()
    monkeypatch.setattr(Paper, "print", lambda *arguments, **words: content)
    monkeypatch.setattr(Paper, "print_together", lambda *arguments: content)


def ask(client, method, url):
    """The answer; what it wrote is taken back, cookies too. A POST brings an empty form with its token."""
    cookies = deepcopy(client.cookies)
    with transaction.atomic():
        answer = client.post(url) if method == "POST" else getattr(client, method.lower())(url)
        if answer.streaming:
            answer.getvalue()  # read to its end, the file is closed
        transaction.set_rollback(True)
    client.cookies = cookies
    return answer


@contextmanager
def writes():
    """The tables that are written to."""
    tables = set()

    def watch(execute, sql, *arguments):
        if found := WRITES.match(sql):
            tables.add(found[2])
        return execute(sql, *arguments)

    with connection.execute_wrapper(watch):
        yield tables


def test_every_address_is_public_or_for_all_or_asks_for_a_permission():
    unguarded = {name for name in GUARDED if not getattr(VIEWS[name].callback, "required_permissions", ())}

    assert unguarded == set()
    assert VIEWS.keys() >= PUBLIC | ANY_SIGNED_IN


def test_public_pages_are_those_that_need_no_sign_in_and_no_others():
    assert {name for name, view in VIEWS.items() if not getattr(view.callback, "login_required", True)} == PUBLIC


def test_every_address_stands_in_the_document_and_no_others():
    assert set(documented()) == set(GUARDED)


def test_every_address_with_arguments_has_an_object_to_be_asked_for():
    assert {name for name, view in VIEWS.items() if view.pattern.converters} == set(KWARGS)


def test_roles_have_the_permissions_that_the_document_says():
    """What a view asks for, beside what the roles have: the same as the document for each page and role."""
    wrong = []
    for name, (_methods, allowed) in documented().items():
        asked = set(VIEWS[name].callback.required_permissions)
        if (found := {role for role in Role if asked & permissions_of({role})}) != allowed:
            wrong.append(f"{name}: {sorted(found)}, not {sorted(allowed)}")

    assert wrong == []


@pytest.mark.parametrize("part", range(PARTS))
def test_every_role_that_may_opens_the_page_in_the_own_office(world, clients, part):
    wrong = [
        f"{method} {name} as {role}: {status}"
        for name, (methods, allowed) in list(documented().items())[part::PARTS]
        for role in sorted(allowed)
        for method in sorted(methods)
        if (status := ask(clients[role], method, address(name, world, role)).status_code) in (403, 404, 405)
        or status >= 500
    ]

    assert wrong == []


def test_no_role_that_may_not_opens_the_page(world, clients):
    """One of them each: the guard is the same for all, and what each has stands above. All of them with EVERY_DENIAL.

    The guard stands before the method is looked at, so one that changes something speaks for both.
    """
    wrong = []
    for turn, (name, (methods, allowed)) in enumerate(documented().items()):
        denied = [role for role in Role if role not in allowed]
        for role in denied if EVERY_DENIAL else denied[turn % len(denied) :][:1]:
            status = ask(clients[role], max(methods), address(name, world, role)).status_code
            if status != 403:
                wrong.append(f"{max(methods)} {name} as {role}: {status}")

    assert wrong == []


def test_only_the_methods_of_the_document_are_answered(world, clients):
    wrong = []
    for name, (methods, allowed) in documented().items():
        client = clients[min(allowed)]
        url = address(name, world, min(allowed))
        answer = ask(client, "OPTIONS", url)
        if answer.status_code != 405 or set(answer["Allow"].split(", ")) != methods:
            wrong.append(f"{name}: {answer.status_code} {answer.get('Allow')}")
        wrong += [
            f"{method} {name}: {status}"
            for method in {"GET", "POST"} - methods
            if (status := ask(client, method, url).status_code) != 405
        ]

    assert wrong == []


def test_object_of_another_office_is_not_found(world, clients):
    """One role of each side a page: the scope is the side's. All of them with EVERY_DENIAL."""
    wrong = []
    for name, (methods, allowed) in documented().items():
        if name not in KWARGS or name in WITHOUT_OWNER:
            continue
        wrong += [
            f"{method} {name} as {role}: {status}"
            for role in sorted(allowed if EVERY_DENIAL else {SIDES[role]: role for role in sorted(allowed)}.values())
            for method in sorted(methods)
            if (status := ask(clients[role], method, address(name, world.other, role)).status_code)
            != (409 if name in GONE_AT_A_WORD else 404)
        ]

    assert wrong == []


def test_foreign_object_named_in_the_form_is_not_found(world, clients):
    stranger, officer = world.other, clients[Role.TRAINING_OFFICER]
    new = address("programs:application_new", world)
    enroll = address("programs:enroll", world)
    mark = reverse("programs:mark_save", args=[world.session.public_id, stranger.enrollment.public_id])

    assert officer.get(f"{new}?person={stranger.person.public_id}").status_code == 404
    assert officer.post(f"{new}?person={stranger.person.public_id}").status_code == 404
    assert officer.post(enroll, {"application": str(stranger.application.public_id)}).status_code == 404
    assert officer.post(mark, {"status": "present"}).status_code == 404


def test_stranger_gets_the_register_of_the_own_center_only(world, clients):
    page = clients[Role.CERTIFICATE_OFFICER].get(reverse("certification:register")).content.decode()

    assert world.issued.number_text in page
    assert world.other.issued.number_text not in page


def test_day_of_another_facility_is_not_removed(world, clients):
    world.holiday.delete()

    assert clients[Role.TRAINING_OFFICER].post(address("programs:holiday_remove", world.other)).status_code == 404


def test_instructor_and_assessor_do_not_find_batches_of_others(world, clients):
    batch = BatchFactory(facility=world.facility, training_center=world.center, version=world.version)
    session = SessionFactory(batch=batch)

    for role, name, row in (
        (Role.INSTRUCTOR, "programs:batch_detail", batch),
        (Role.INSTRUCTOR, "programs:session_roll", session),
        (Role.INSTRUCTOR, "certification:assessment_grid", batch),
        (Role.ASSESSOR, "programs:batch_detail", batch),
        (Role.ASSESSOR, "certification:assessment_grid", batch),
    ):
        assert clients[role].get(reverse(name, args=[row.public_id])).status_code == 404, (role, name)


def test_case_officer_finds_own_wards_only(world, clients):
    person = PersonFactory(facility=world.facility, with_custody=True)

    for name in ("inmates:detail", "inmates:history", "inmates:photo"):
        assert clients[Role.CASE_OFFICER].get(reverse(name, args=[person.public_id])).status_code == 404


def test_job_is_shown_to_whoever_started_it(world, clients):
    url = address("core:job_detail", world)
    found = {role for role, client in clients.items() if ask(client, "GET", url).status_code == 200}

    assert found == {Role.CERTIFICATE_OFFICER}


def test_job_is_repeated_by_nobody_but_whoever_started_it(world, clients):
    url = address("core:job_retry", world)
    found = {role for role, client in clients.items() if ask(client, "POST", url).status_code != 404}

    assert found == {Role.CERTIFICATE_OFFICER}


def test_everybody_who_signed_in_has_the_pages_about_oneself(clients):
    for name in ANY_SIGNED_IN - KWARGS.keys():
        method = "POST" if name in POSTED else "GET"
        for role, client in clients.items():
            status = ask(client, method, reverse(name)).status_code
            assert status in (200, 302, 422), (name, role, status)


def test_without_sign_in_everything_leads_to_the_sign_in_page(world, client):
    wrong = []
    for name in sorted(VIEWS.keys() - PUBLIC):
        for method in ("GET", "POST"):
            answer = ask(client, method, address(name, world))
            if answer.status_code != 302 or not answer["Location"].startswith(reverse("accounts:sign_in")):
                wrong.append(f"{method} {name}: {answer.status_code}")

    assert wrong == []


def test_public_pages_answer_without_sign_in(world, client):
    for name in sorted(PUBLIC - LED_ELSEWHERE - {"core:theme_change"}):
        assert ask(client, "GET", address(name, world)).status_code == 200, name
    assert ask(client, "POST", reverse("core:theme_change")).status_code == 302


def test_pages_of_the_holder_lead_to_code_and_pin(client):
    for name in sorted(HOLDER):
        read = ("outcomes:holder_page", "outcomes:holder_file", "outcomes:holder_badge")
        method = "GET" if name in read else "POST"
        assert ask(client, method, reverse(name))["Location"] == reverse("outcomes:holder_sign_in"), name


def test_get_changes_no_row(world, clients, client):
    wrong = []
    readers = {name: min(allowed) for name, (methods, allowed) in documented().items() if "GET" in methods}
    readers |= dict.fromkeys(PUBLIC - LED_ELSEWHERE - {"core:theme_change"}, "")
    readers |= dict.fromkeys(("reports:home", "accounts:account"), Role.TRAINING_OFFICER)
    for name, role in sorted(readers.items()):
        with writes() as tables:
            status = ask(clients.get(role, client), "GET", address(name, world, role)).status_code
            assert status == (422 if name in REFUSED_HERE else 200), name
        if changed := tables - WRITTEN_BY_READING:
            wrong.append(f"{name}: {sorted(changed)}")

    assert wrong == []


def test_every_reading_of_a_person_or_paper_is_noted(world, clients):
    """The pages that show a whole person, and every paper and export."""
    noted = [
        (Role.REGISTRAR, "inmates:detail"),
        (Role.REGISTRAR, "inmates:history"),
        (Role.REGISTRAR, "inmates:export"),
        (Role.REGISTRAR, "inmates:export_csv"),
        (Role.TRAINING_OFFICER, "programs:application_detail"),
        (Role.TRAINING_OFFICER, "programs:selection_detail"),
        (Role.TRAINING_OFFICER, "programs:agreement_scan"),
        (Role.TRAINING_OFFICER, "programs:batch_schedule_print"),
        (Role.INSTRUCTOR, "programs:roll_print"),
        (Role.INSTRUCTOR, "programs:roll_print_week"),
        (Role.ASSESSOR, "certification:assessment_grid"),
        (Role.ASSESSOR, "certification:minutes"),
        (Role.CERTIFICATE_OFFICER, "certification:certificate_detail"),
        (Role.CERTIFICATE_OFFICER, "certification:certificate_preview"),
        (Role.CERTIFICATE_OFFICER, "certification:receipt"),
        (Role.CERTIFICATE_OFFICER, "certification:register_print"),
        (Role.TRAINING_OFFICER, "outcomes:aid_person"),
        (Role.TRAINING_OFFICER, "outcomes:aid_receipt"),
        (Role.TRAINING_OFFICER, "outcomes:aid_scan"),
        (Role.TRAINING_OFFICER, "outcomes:aid_xlsx"),
        (Role.AUDITOR, "reports:subject_file_pdf"),
        (Role.AUDITOR, "reports:subject_file_json"),
    ]
    silent = []
    for role, name in noted:
        with writes() as tables:
            ask(clients[role], "GET", address(name, world))
        if "core_accesslogentry" not in tables:
            silent.append(name)

    assert silent == []


def test_security_officer_administrator_and_auditor_reach_no_record_of_training():
    """What section by section of the table says, said once more as the rule that it has to follow."""
    pages = documented()
    reached = {role: {name.split(":")[0] for name, (_m, allowed) in pages.items() if role in allowed} for role in Role}

    assert reached[Role.ADMINISTRATOR] == {"accounts", "reports"}
    of_administrator = {name for name, (_m, allowed) in pages.items() if Role.ADMINISTRATOR in allowed}
    # Titles of jobs, kinds and counts of contradictions: neither names a person.
    assert {name for name in of_administrator if "reports" in name} == {
        "reports:job_list",
        "reports:reconcile",
        "reports:upkeep",
    }
    of_auditor = {name for name, (_m, allowed) in pages.items() if Role.AUDITOR in allowed}
    assert reached[Role.AUDITOR] == {"accounts", "reports"}
    # Confirms what an administrator asked for, and changes no account.
    cards = {"accounts:card_list", *CARD_PAGES.split()}
    assert {name for name in of_auditor if "accounts" in name} == cards | {
        "accounts:role_request_decide",
        "accounts:password_confirm",
        "accounts:password_refuse",
        "accounts:role_request_list",
    }
    # Figures of several offices, without names.
    of_region = {name for name, (_m, allowed) in pages.items() if Role.REGIONAL_VIEWER in allowed}
    assert {name.split("_")[0] for name in of_region} == {
        "outcomes:comparison",
        "outcomes:effect",
        "outcomes:outcome",
        "reports:region",
    }
    # The officer writes down what people ask of their own data, what a suspicion was, and what is destroyed.
    posts = {name for name, (methods, allowed) in pages.items() if "POST" in methods and Role.AUDITOR in allowed}
    # And hands over code cards, as one of two people.
    assert posts == {
        "accounts:card_print",
        "accounts:card_activate",
        "accounts:role_request_decide",
        "accounts:password_confirm",
        "accounts:password_refuse",
        "reports:subject_request_new",
        "reports:subject_request_answer",
        "reports:suspicion_settle",
        "reports:rights_new",
        "reports:rights_answer",
        "reports:retention_period",
        "reports:consent_text_new",
        "reports:consent_text_confirm",
        "reports:consent_text_reject",
        "reports:destruction_propose",
        "reports:destruction_confirm",
        "reports:destruction_reject",
        "reports:hold_new",
        "reports:hold_lift",
        "reports:breach_account",
        "reports:breach_authority",
        "reports:breach_close",
        "reports:breach_confirm",
        "reports:breach_correct",
        "reports:breach_entry_add",
        "reports:breach_give_up",
        "reports:breach_give_up_decide",
        "reports:breach_new",
        "reports:breach_person_add",
        "reports:breach_person_remove",
        "reports:breach_send_back",
        "reports:breach_step",
        "reports:breach_tell",
        "reports:breach_tell_again",
    }
    # The inbox is the one subject beside custody that both offices have: each reads its own tasks in its own words.
    custody = {name for name in pages if name.startswith("inmates:") and not name.startswith("inmates:task_")}
    outside = {role for role in Role if SIDES[role] != Side.FACILITY}
    assert {name for name in custody if pages[name][1] & outside} == set()


def test_nobody_but_two_people_makes_a_certificate():
    """Whoever prepares cannot approve: no role has both."""
    pages = documented()

    assert pages["certification:batch_prepare"][1].isdisjoint(pages["certification:batch_approve"][1])
    assert pages["certification:revocation_request"][1].isdisjoint(pages["certification:revocation_approve"][1])
