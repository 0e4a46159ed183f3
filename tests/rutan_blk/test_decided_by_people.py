"""Nothing about a person is decided by the machine, and nobody is a number to it.

Whatever the site does in nobody's name, and whatever it counts of a person, stands here with its reason. A new act
without a user, or a new number beside a person, is looked at by whoever has to write it down.
"""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from django.apps import apps
from django.conf import settings
from django.db import models

from inmates.people.models import Person
from programs.selection.application_states import SYSTEM, TRANSITIONS
from programs.selection.models import Application

ROOT = Path(settings.BASE_DIR)
AREAS = ("accounts", "certification", "core", "inmates", "outcomes", "printing", "programs", "reports", "rutan_blk")
State = Application.State
# Why an act needs no user of the site: it follows from what somebody did or decided, or from a day set before.
CONSOLE = "at the machine itself, by whoever runs it"
HOLDER = "by the person it is about, with code and PIN"
PAPER = "a paper that people approved is finished, or one that nobody can finish is handed over as it is"
FOLLOWS = "what follows at once from an act of somebody"
TIME = "a time is over that was told before, and nobody loses by it what the person did not know of"
NOTE = "a note of what happened"
ACTS = {
    "accounts/management/commands/activate_card.handle activate": CONSOLE,
    "accounts/management/commands/add_probation_officer.handle add_probation_officer": CONSOLE,
    "accounts/management/commands/add_regional_viewer.handle add_regional_viewer": CONSOLE,
    "accounts/management/commands/confirm_roles.handle decide": CONSOLE,
    "accounts/management/commands/user_access.handle give_one_time_password": CONSOLE,
    "accounts/management/commands/user_access.handle set_access": CONSOLE,
    "accounts/sign_in_events._note_stranger record": NOTE,
    "accounts/sign_in_events.note_failure record": NOTE,
    "certification/sealing/holder_papers._seal record holder_paper.seal": PAPER,
    "certification/sealing/root_stamps.stamp record": NOTE,
    "certification/sealing/seal_file._keep record_each certificate.seal": PAPER,
    "certification/sealing/unsealed_files.release record certificate.release_unsealed": PAPER,
    "certification/verification/statement_keys.distrust record statement_key.distrust": CONSOLE,
    "certification/verification/statement_keys.new_key record statement_key.create": CONSOLE,
    "core/audit.record_in _appended": NOTE,
    "core/clock_watch.confirm record clock.confirm": CONSOLE,
    "inmates/consents/guardian_consents._ask_anew record guardian_consent.outgrow": TIME,
    "inmates/consents/guardian_consents._lapse _close guardian_consent.lapse": TIME,
    "outcomes/effect/outcome_reports.make_by_itself _keep": NOTE,
    "outcomes/followup/contacts.take_waiting record consent.change": HOLDER,
    "outcomes/followup/following._settle record_each": TIME,
    "outcomes/followup/following.count_anew record_each consent.count_anew": FOLLOWS,
    "outcomes/followup/following.start_following record consent.follow": FOLLOWS,
    "outcomes/followup/help_wishes.ask_help record help_wish.record": HOLDER,
    "outcomes/followup/holder_report._allow_calls change_boxes": HOLDER,
    "outcomes/followup/holder_report.agree record_consent": HOLDER,
    "outcomes/followup/holder_report.change_number add_contact": HOLDER,
    "outcomes/followup/holder_report.forget withdraw": HOLDER,
    "outcomes/followup/holder_report.tell note_outcome": HOLDER,
    "outcomes/followup/merged_consents._go_on withdraw": FOLLOWS,
    "outcomes/followup/merged_consents.move_consents record_each consent.merge": FOLLOWS,
    "outcomes/followup/waiting_numbers._take take_waiting": HOLDER,
    "outcomes/followup/waiting_numbers.drop_waiting close REPLACED": HOLDER,
    "outcomes/followup/waiting_numbers.put_to_wait record contact.add": HOLDER,
    "outcomes/followup/withdrawal.end_after_a_death withdraw": FOLLOWS,
    "outcomes/followup/withdrawal.end_what_a_child_agreed_to withdraw": TIME,
    "outcomes/followup/withdrawal.end_what_was_kept_long_enough withdraw": TIME,
    "outcomes/leaving/departures.close_at_departure record readiness.close": FOLLOWS,
    "outcomes/leaving/departures.open_again record readiness.open": FOLLOWS,
    "outcomes/probation/merged_shares.move_shares record client_share.end": FOLLOWS,
    "programs/attendance/served_marks._keep_hours record mark.destroy": TIME,
    "programs/catalog/csv_files._load_program change_version": CONSOLE,
    "programs/catalog/csv_files._load_program create_program": CONSOLE,
    "programs/catalog/csv_files._load_program open_version": CONSOLE,
    "programs/catalog/csv_files.load_units record competency_unit.load": CONSOLE,
    # The board has put them in line; a free place is offered to the first, who may take it or not.
    "programs/selection/place_offers._expire move RESERVE": TIME,
    "programs/selection/place_offers._expire offer_next": TIME,
    "programs/selection/place_offers._expire record place.offer_expire": TIME,
    "programs/selection/place_offers._offer move OFFERED": FOLLOWS,
    "programs/selection/place_offers.take_back move RESERVE": FOLLOWS,
    "programs/selection/ended_applications.lapse_open move LAPSED": FOLLOWS,
    "reports/rights/ended_consents._end_answer withdraw": FOLLOWS,
    "reports/rights/rights_requests._end_late _end_consents": TIME,
    "reports/rights/rights_requests._end_late record rights_request.lapse": TIME,
    "rutan_blk/field_key.begin record keys.begin_exchange": CONSOLE,
    "rutan_blk/field_key.end record keys.end_exchange": CONSOLE,
    "rutan_blk/management/commands/key_papers.handle record keys.print_halves": CONSOLE,
    "rutan_blk/management/commands/setup_offices._first add_user": CONSOLE,
}
# Where a user need not be named; what they decide is about no person.
MAY_NAME_NOBODY = {"certification/register/number_series.open_series", "programs/timetable/holidays.sync_holidays"}
NUMBERS = {
    "certification.Addendum.position": "order on a paper",
    "certification.Certificate.status_index": "place in a public list, at random",
    "certification.OutsideCandidate.version": "changes of the row",
    "certification.PrintRecord.copy": "which print",
    "certification.UnitResult.attempt": "first, second, third try",
    "certification.UnitResult.version": "changes of the row",
    "inmates.ImportRow.sheet_row": "line of a file",
    "outcomes.CenterAid.value": "rupiah that were given",
    "outcomes.FacilityAid.value": "rupiah that were given",
    "programs.Application.interest": "as the person says",
    "programs.Application.reserve_position": "as the board decided",
    "programs.Application.revision": "changes of the row",
    "programs.KeptHours.minutes_held": "minutes of sessions",
    "programs.KeptHours.minutes_possible": "minutes of sessions",
    "programs.Mark.minutes_late": "minutes of sessions",
    "programs.Mark.minutes_present": "minutes of sessions",
    "programs.Mark.version": "changes of the row",
    "programs.MarkOperation.base_version": "changes of the row",
    "programs.MarkOperation.minutes_late": "minutes of sessions",
    "programs.MarkOperation.sequence": "order of what a tablet sends",
    "programs.MarkOperation.version": "changes of the row",
    "programs.MarkRevision.minutes_late": "minutes of sessions",
    "programs.MarkRevision.minutes_present": "minutes of sessions",
    "programs.MarkRevision.version": "changes of the row",
    "programs.VocationInterest.rank": "first, second, third wish",
    "reports.RightsRequest.change": "key of what was changed",
}
# Where code speaks of points. A person gets them in the ranking of candidates alone, part by part on the page.
COUNTS_POINTS = {
    "inmates/imports/reading/header_rows": "of a row that may be the heading of a list",
    "outcomes/plan/plan_arithmetic": "of a trade",
    "outcomes/plan/plan_page": "of a trade",
    "programs/count_alarms/differences": "where heads are counted",
    "programs/count_alarms/open_counts": "where heads are counted",
    "programs/entry_rules/forms": "the weights of the ranking",
    "programs/head_counts/count_records": "where heads are counted",
    "programs/selection/candidate_ranking": "the ranking",
    "programs/selection/hearing_minutes": "the ranking as it is printed",
    "programs/templatetags/programs_selection": "the ranking as it is drawn",
    "reports/subject_file/selection_tables": "the ranking as the person may read it",
}
SCORING = {"score", "scores", "points", "rating", "probability", "likelihood", "predict", "prediction"}
IS_A_NUMBER = (models.IntegerField, models.DecimalField, models.FloatField)
# From a person to whatever hangs on what hangs on them.
STEPS = 4


class Node(NamedTuple):
    """A piece of code, the file without its ending, and the function around it."""

    node: ast.AST
    place: str
    function: str


def code() -> Iterator[Node]:
    """Every function and call of the site; the demo plays the part of people."""
    for path in sorted(one for area in AREAS for one in (ROOT / area).rglob("*.py")):
        inside = path.relative_to(ROOT)
        if not {"migrations", "demo"} & set(inside.parts):
            yield from within(ast.parse(path.read_text(encoding="utf-8")), str(inside.with_suffix("")), "")


def within(parent: ast.AST, place: str, function: str) -> Iterator[Node]:
    for node in ast.iter_child_nodes(parent):
        is_function = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        name = node.name if is_function else function
        if is_function or isinstance(node, ast.Call):
            yield Node(node, place, name)
        yield from within(node, place, name)


def is_nobody(value: ast.AST | None) -> bool:
    return isinstance(value, ast.Constant) and value.value is None


def called(call: ast.Call) -> str:
    """The name that is called, with what it is told in so many words."""
    words = [getattr(call.func, "attr", getattr(call.func, "id", ""))]
    words += [str(one.value) for one in call.args if isinstance(one, ast.Constant)]
    words += [one.attr for one in call.args if isinstance(one, ast.Attribute)]
    return " ".join(words)


def acts_of_nobody() -> set[str]:
    return {
        f"{one.place}.{one.function} {called(one.node)}"
        for one in code()
        if isinstance(one.node, ast.Call) and any(key.arg == "by" and is_nobody(key.value) for key in one.node.keywords)
    }


def may_name_nobody() -> set[str]:
    """Functions whose `by` is nobody unless somebody is named: a call of theirs would not show that nobody acts."""
    found = set()
    for node, place, function in code():
        if isinstance(node, ast.FunctionDef):
            usual = zip(node.args.args[::-1], node.args.defaults[::-1], strict=False)
            named = zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True)
            if any(argument.arg == "by" and is_nobody(value) for argument, value in (*usual, *named)):
                found.add(f"{place}.{function}")
    return found


def test_what_is_done_in_nobodys_name_is_known_and_decides_about_nobody():
    assert acts_of_nobody() == set(ACTS)
    assert may_name_nobody() == MAY_NAME_NOBODY


def test_the_machine_moves_no_application_to_where_somebody_decides():
    by_itself = {after for (_before, after), movers in TRANSITIONS.items() if SYSTEM in movers}

    assert by_itself == {State.OFFERED, State.RESERVE, State.WITHDRAWN, State.LAPSED}
    # Back in line after an offer, never into the line.
    assert {
        before for (before, after), movers in TRANSITIONS.items() if after == State.RESERVE and SYSTEM in movers
    } == {State.OFFERED}
    assert {before for (before, after), _movers in TRANSITIONS.items() if after == State.OFFERED} == {State.RESERVE}


def about_people() -> set[type[models.Model]]:
    found = {Person}
    for _step in range(STEPS):
        found |= {
            model
            for model in apps.get_models()
            if any(field.related_model in found for field in model._meta.concrete_fields)
        }
    return found


def numbers_of_people() -> set[str]:
    return {
        f"{model._meta.label}.{field.name}"
        for model in about_people()
        for field in model._meta.concrete_fields
        if isinstance(field, IS_A_NUMBER) and not field.primary_key and not field.is_relation
    }


def test_no_table_keeps_a_score_of_a_person():
    assert numbers_of_people() == set(NUMBERS)


def test_only_the_order_of_candidates_adds_points_to_a_person():
    functions = (one for one in code() if isinstance(one.node, ast.FunctionDef))

    assert {one.place for one in functions if SCORING & set(one.function.split("_"))} == set(COUNTS_POINTS)
