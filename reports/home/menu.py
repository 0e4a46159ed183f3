"""Each user's menu: at most fifteen lines; if there would be more, rare ones move to a separate page."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from reports.audit_pages import seen_pages

AT_MOST = 15
"""Longer menus do not fit on a low screen, and nobody reads them."""


@dataclass(frozen=True)
class Entry:
    """A menu page, for users with any of the permissions but not `unless`; for everybody if there are none.

    `rare` entries move to the separate page if the menu is too long. `claims` names pages that belong to this entry
    although their URL lies below another's.
    """

    page: str
    icon_name: str
    label: Promise
    permissions: tuple[str, ...] = ()
    unless: str = ""
    rare: bool = False
    claims: tuple[str, ...] = ()

    @cached_property
    def address(self) -> str:
        """The URL it links to."""
        return reverse(self.page)


@dataclass(frozen=True)
class Line:
    """An entry as the menu shows it; `current` is the value of aria-current."""

    entry: Entry
    current: str = ""
    count: int = 0


@dataclass(frozen=True)
class Group:
    """Lines under one title; `key` identifies it in the page."""

    key: str
    title: Promise
    lines: tuple[Line, ...]


COUNTS = ("programs:count_session", "programs:count_save", "programs:count_explain")
MORE = Entry("reports:more", "layers", _("Reports & settings"))
GROUPS: tuple[tuple[str, Promise, tuple[Entry, ...]], ...] = (
    ("today", _("Today"), (
        Entry("reports:home", "house", _("Home")),
        Entry("reports:region", "activity", _("Region"), ("reports.view_region",)),
        Entry("inmates:task_list", "bell", _("Inbox"), ("inmates.view_inbox",)),
        Entry("programs:session_list", "clipboard-check", _("Sessions & attendance"), ("programs.view_attendance",)),
        Entry("programs:journal_list", "book-open", _("Teaching journal"), ("programs.write_journal",)),
        Entry("programs:week_schedule", "calendar-days", _("Schedule"),
              ("programs.view_batch", "programs.view_attendance")),
        Entry("programs:count_list", "users", _("Head counts"), ("programs.count_at_block", "programs.view_count"),
              claims=COUNTS),
        Entry("programs:destination_list", "footprints", _("Who comes today"), ("programs.count_at_workshop",),
              unless="programs.view_movement"),
        Entry("programs:movement_list", "footprints", _("Movement list"), ("programs.view_movement",)),
        Entry("programs:tool_list", "wrench", _("Tools"), ("programs.view_tools",)),
        Entry("programs:known_absence_list", "calendar-clock", _("Absences"), ("programs.announce_absence",)),
    )),
    ("people", _("Participants"), (
        Entry("inmates:list", "users", _("People in custody"), ("inmates.view_person",)),
        Entry("inmates:classification_sheet", "clipboard-check", _("Classification"), ("inmates.change_person",),
              rare=True),
        Entry("inmates:case_officer_assign", "users", _("Case officers"), ("inmates.change_person",), rare=True),
        Entry("programs:participant_list", "users", _("Participants"), ("inmates.view_participant",)),
        Entry("programs:change_list", "door-open", _("Changes of circumstance"), ("inmates.record_movement",)),
        Entry("outcomes:readiness_list", "clipboard-check", _("Ready to leave"), ("outcomes.view_readiness",),
              rare=True),
        Entry("inmates:import_list", "upload", _("Import from SDP"), ("inmates.import_people",)),
        Entry("programs:interview_list", "clipboard-list", _("Interviews & plans"), ("programs.view_interview",)),
        Entry("outcomes:wish_list", "users", _("Wishes added up"), ("outcomes.view_wishes",), rare=True),
        Entry("programs:selection_list", "gavel", _("Selection"), ("programs.view_application",)),
    )),
    ("training", _("Training"), (
        Entry("outcomes:plan_list", "calendar-days", _("Training plans"), ("outcomes.view_plan",), rare=True),
        Entry("programs:batch_list", "graduation-cap", _("Batches"), ("programs.view_batch",)),
        Entry("certification:assessment_list", "list-checks", _("Assessment"), ("certification.view_result",)),
        Entry("certification:certificate_list", "award", _("Certificates"), ("certification.view_certificate",)),
        Entry("certification:outside_test_list", "badge-check", _("Competency tests"),
              ("certification.view_outside_test",)),
        Entry("outcomes:client_list", "users", _("Clients"), ("outcomes.view_client",)),
        Entry("outcomes:employer_list", "handshake", _("Employers"), ("outcomes.view_needs",)),
        Entry("outcomes:vacancy_list", "hammer", _("Vacancies"), ("outcomes.introduce",),
              claims=("outcomes:introduction_list", "outcomes:introduction_detail", "outcomes:wish_edit")),
        Entry("outcomes:need_list", "clipboard-list", _("Needs for work"), ("outcomes.view_needs",), rare=True),
        Entry("programs:program_list", "layers", _("Programs & units"), ("programs.view_program",)),
        Entry("outcomes:effect", "activity", _("Outcomes"), ("outcomes.view_effect",), rare=True),
    )),
    ("graduates", _("Graduates"), (
        Entry("outcomes:pin_card_batches", "key-round", _("PIN cards"), ("certification.print_certificate",),
              rare=True),
        Entry("outcomes:call_list", "smartphone", _("Follow-up"), ("outcomes.follow_up",)),
        Entry("outcomes:consent_list", "handshake", _("Agreements to be asked"), ("outcomes.follow_up",)),
        Entry("outcomes:aid_list", "wrench", _("Tools and capital given"), ("outcomes.view_aids",), rare=True),
        Entry("outcomes:follow_up_counts", "activity", _("Follow-up in numbers"), ("outcomes.count_follow_up",),
              rare=True),
    )),
    ("more", _("More"), (
        Entry("programs:journal_list", "book-open", _("Teaching journal"), ("programs.view_journal",),
              unless="programs.write_journal", rare=True),
        Entry("certification:issue_day", "calendar-days", _("Day of issue"), ("certification.view_register",),
              rare=True),
        Entry("certification:series_list", "layers", _("Number series"), ("certification.view_register",), rare=True),
        Entry("certification:template_list", "file-text", _("Certificate template"), ("certification.view_template",),
              rare=True),
        Entry("programs:agreement_list", "handshake", _("Agreements"), ("programs.view_agreement",), rare=True),
        Entry("programs:recognized_unit_list", "badge-check", _("Units passed elsewhere"),
              ("programs.record_recognized_unit", "programs.check_recognized_unit"), rare=True),
        Entry("reports:month_report_list", "activity", _("Monthly reports"), ("reports.view_month_report",), rare=True),
        Entry("reports:closing_report_list", "clipboard-check", _("Closing reports of batches"),
              ("programs.view_agreement",), rare=True),
        Entry("reports:year_report_list", "book-open", _("Yearly reports"), ("reports.view_year_report",), rare=True),
        Entry("reports:wali_sheet_list", "file-text", _("Monthly sheets"), ("reports.view_wali_sheet",), rare=True),
        Entry("certification:holding_list", "award", _("Certificates of wards"), ("certification.view_holdings",),
              rare=True),
        Entry("outcomes:work_list", "hammer", _("Work inside"), ("outcomes.view_workassignment",), rare=True),
        Entry("outcomes:passport_list", "badge-check", _("Skill passports"), ("outcomes.view_passport",), rare=True),
        Entry("reports:fairness", "users", _("Fairness"), ("reports.view_fairness",), rare=True),
        Entry("programs:holiday_list", "calendar-x", _("Holidays"), ("programs.change_holiday",), rare=True),
        Entry("reports:office_path", "footprints", _("First steps"), ("programs.view_batch", "accounts.change_user"),
              rare=True),
        Entry("accounts:office_edit", "house", _("Office"), ("accounts.change_user",)),
        Entry("accounts:user_list", "settings", _("Users"), ("accounts.change_user",)),
        Entry("accounts:role_request_list", "key-round", _("Role requests"), ("accounts.confirm_roles",), rare=True),
        Entry("accounts:card_list", "key-round", _("Code cards"), ("accounts.handle_card",), rare=True),
        Entry("accounts:access_review", "users", _("Who may do what"), ("accounts.review_access",), rare=True),
        Entry("reports:job_list", "hourglass", _("Background work"), ("core.view_job",), rare=True),
        Entry("reports:finding_list", "search", _("Contradictions"), ("reports.view_finding",), rare=True),
        Entry("reports:reconcile", "search", _("Contradictions"), ("reports.view_reconcile",), rare=True),
        Entry("reports:upkeep", "shield-check", _("Upkeep"), ("reports.view_reconcile",), rare=True),
        Entry("reports:audit_list", "history", _("Audit"), ("core.view_audit",)),
        Entry("reports:sign_in_list", "key-round", _("Sign-ins"), ("core.view_audit",)),
        Entry("reports:suspicion_list", "search", _("Suspicious patterns"), ("reports.settle_suspicion",)),
        Entry("reports:access_log", "eye", _("Access log"), ("core.view_access_log",)),
        Entry("reports:subject_list", "file-text", _("Requests for a copy of data"), ("reports.answer_subject",)),
        Entry("reports:rights_list", "file-text", _("Requests to correct or delete data"), ("reports.answer_subject",)),
        Entry("reports:retention", "hourglass", _("Retention"), ("reports.keep_retention",), rare=True),
        Entry("reports:breach_list", "shield-check", _("Breaches of data"), ("reports.handle_breach",), rare=True),
        Entry("reports:consent_texts", "handshake", _("Agreements of people"), ("inmates.keep_consent_texts",),
              rare=True),
        Entry("reports:processing", "layers", _("Record of processing"), ("reports.keep_retention",), rare=True),
    )),
)  # fmt: skip  # A line of the menu is a line here.


@seen_pages.page_names.register
def name_of(address: str) -> str:
    """What the menu calls the page of this address, or the page below which it lies; empty if it lies below none."""
    entries = [entry for _key, _title, entries in GROUPS for entry in entries if len(entry.address) > 1]
    above = [entry for entry in entries if address.startswith(entry.address)]
    return str(max(above, key=lambda entry: len(entry.address)).label) if above else ""


def _opens(entry: Entry, permissions: frozenset[str]) -> bool:
    has_one = not entry.permissions or not permissions.isdisjoint(entry.permissions)
    return has_one and entry.unless not in permissions


@cache
def _shown(permissions: frozenset[str]) -> tuple[tuple[tuple[str, Promise, tuple[Entry, ...]], ...], tuple[Entry, ...]]:
    """The groups shown for these permissions, and the rare entries moved to the separate page."""
    groups = [(key, title, [one for one in entries if _opens(one, permissions)]) for key, title, entries in GROUPS]
    opened = [entry for _key, _title, entries in groups for entry in entries]
    rare = tuple(entry for entry in opened if entry.rare) if len(opened) > AT_MOST else ()
    lines = [
        (key, title, (*(one for one in entries if one not in rare), *([MORE] if rare and key == "more" else [])))
        for key, title, entries in groups
    ]
    return tuple(group for group in lines if group[2]), rare


def rare_entries(user: User) -> tuple[Entry, ...]:
    """The entries of the separate page; empty if the whole menu is short enough."""
    return _shown(user.permission_names)[1]


def entries_of(user: User) -> Iterator[Entry]:
    """All pages that the user may open from the menu or the separate page."""
    groups, rare = _shown(user.permission_names)
    for _key, _title, entries in groups:
        yield from entries
    yield from rare


def menu_of(user: User, request: HttpRequest) -> list[Group]:
    """The groups the user may open, with the current page's line marked."""
    groups, rare = _shown(user.permission_names)
    here = _place(request, list(entries_of(user)))
    if here and here[0] in rare:
        here = MORE, "true"
    return [Group(key, title, tuple(_lines(entries, user, here))) for key, title, entries in groups]


def entry_of(user: User, request: HttpRequest) -> Entry | None:
    """The entry that the shown page belongs to; None if it belongs to none that the user may open."""
    place = _place(request, list(entries_of(user)))
    return place[0] if place else None


def _lines(entries: tuple[Entry, ...], user: User, here: tuple[Entry, str] | None) -> Iterator[Line]:
    for entry in entries:
        count = user.open_tasks or 0 if entry.page == "inmates:task_list" else 0
        yield Line(entry, here[1] if here and here[0] == entry else "", count)


def _place(request: HttpRequest, entries: list[Entry]) -> tuple[Entry, str] | None:
    """The entry whose URL is this page ("page") or the longest prefix of it ("true")."""
    name = request.resolver_match.view_name if request.resolver_match else ""
    claimed = next((entry for entry in entries if name in entry.claims), None)
    if claimed:
        return claimed, "true"
    # Every URL starts with "/", so home is current only for itself.
    below = [one for one in entries if len(one.address) > 1 and request.path.startswith(one.address)]
    found = max(below, key=lambda one: len(one.address), default=None) or next(
        (one for one in entries if one.address == request.path), None
    )
    return (found, "page" if request.path == found.address else "true") if found else None
