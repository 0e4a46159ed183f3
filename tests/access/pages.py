"""Which object each address with arguments is asked for. A new view has to be entered here and in the document."""

import re
from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from accounts.roles import Role
from outcomes.followup.models.job_words import JobWord
from rutan_blk.permissions_page import DOCUMENT
from tests.access.world import World

# Of the certificate's holder, who has no account: opened by code and PIN for ten minutes, else they lead there.
HOLDER = {
    "outcomes:holder_agree",
    "outcomes:holder_badge",
    "outcomes:holder_file",
    "outcomes:holder_forget",
    "outcomes:holder_number",
    "outcomes:holder_page",
    "outcomes:holder_sign_out",
    "outcomes:holder_tell",
}
# Of whoever did the step before just now; others are led to it.
LED_ELSEWHERE = {*HOLDER, "accounts:factor_ask"}
# Open to everybody. Each is a decision: whoever adds a name here says why in the review.
PUBLIC = {
    "accounts:sign_in",
    # For older papers, by number and holder; answers nothing to a number alone.
    "certification:check_number",
    "certification:check",
    "certification:check_scanned",
    "certification:check_start",
    # The same for everybody, and about nobody: keys, lists of states, and the file that verifies with them.
    "certification:public_keys",
    "certification:status_list",
    "certification:verifier",
    "core:health",
    "core:theme_change",
    # Where the holder of a certificate types code and PIN.
    "outcomes:holder_sign_in",
    # And where users show their second factor, after the password.
    *LED_ELSEWHERE,
    # Calendar programs cannot sign in: its address is a secret of 256 bits, and it names no person and no place.
    "programs:calendar_feed",
}
# Open to whoever has signed in: they show and change nothing but one's own.
ANY_SIGNED_IN = {
    "accounts:account",
    "accounts:app_add",
    "accounts:app_remove",
    "accounts:factor_list",
    "accounts:identity_confirm",
    "accounts:key_add",
    "accounts:key_remove",
    "accounts:language_change",
    "accounts:notices_seen",
    "accounts:password_change",
    "accounts:session_end",
    "accounts:session_list",
    "accounts:sign_out",
    "core:job_detail",
    "core:job_retry",
    "reports:home",
    # Only what the reader's own roles have.
    "reports:help",
    "reports:help_booklet",
    "reports:help_terms",
    "reports:help_text",
    # Lists what the reader's own permissions open.
    "reports:more",
    # Tells how far the own office is; each page checks its own permission.
    "reports:office_path",
    # Searches what the reader's own permissions open.
    "reports:search",
}

# Of these, what answers a form alone.
POSTED = {
    "accounts:app_remove",
    "accounts:key_remove",
    "accounts:language_change",
    "accounts:notices_seen",
    "accounts:session_end",
    "accounts:sign_out",
}
# Rows deleted at a word: an old form is told that nothing was written (409), and a stranger's is told the same.
GONE_AT_A_WORD = {"outcomes:call_note", "outcomes:help_given"}
# Refused (422) in the world of these tests: files of figures about so few people, and what only a signer makes.
REFUSED_HERE = {"outcomes:effect_csv", "outcomes:effect_xlsx", "outcomes:passport_signed"}


def _id(name: str):
    return lambda world: {"public_id": getattr(world, name).public_id}


def _mark(world: World) -> dict:
    return {"public_id": world.session.public_id, "person": world.enrollment.public_id}


def _unit(world: World) -> dict:
    return {"public_id": world.appealed.public_id, "position": 1}


def _run(world: World) -> dict:
    return {"run": world.run}


def _outcome_report(world: World) -> dict:
    return {"public_id": world.outcome_reports[Role.RUTAN_HEAD].public_id}


def _contact(world: World) -> dict:
    return {"public_id": world.consent.public_id, "contact": world.contact.public_id}


def _job_word(world: World) -> dict:
    return {"public_id": JobWord.objects.get(training_center=world.center, word="tukang patri").public_id}


def _plan_line(world: World) -> dict:
    program = world.program
    return {"public_id": world.plan_draft.public_id, "vocation": program.vocation.code, "level": program.level}


def _code(world: World) -> dict:
    return {"code": world.issued.code}


def _colleague(world: World) -> dict:
    return {"public_id": world.users[Role.REGISTRAR].public_id}


def _each(names: str, kwargs) -> dict:
    return dict.fromkeys(names.split(), kwargs)


def _of_role(name: str):
    return lambda world: {"public_id": getattr(world, name)[Role.TRAINING_OFFICER].public_id}


CARD_PAGES = "accounts:card_detail accounts:card_print accounts:card_activate"
TEXT_PAGES = "reports:consent_text_confirm reports:consent_text_reject"
BREACH_PAGES = (
    "reports:breach_detail reports:breach_step reports:breach_entries reports:breach_account reports:breach_people "
    "reports:breach_tell reports:breach_authority reports:breach_correct reports:breach_close reports:breach_letters "
    "reports:breach_envelopes reports:breach_report reports:breach_give_up reports:breach_give_up_decide"
)
CLOSING_PAGES = "reports:breach_confirm reports:breach_send_back"
AID_PAGES = "outcomes:aid_receipt outcomes:aid_scan outcomes:aid_scan_add outcomes:aid_cancel"
GIVEN_PAGES = "outcomes:aid_person outcomes:aid_new"
# Of the office that the world is about; `world.other` gives the same of strangers.
KWARGS = {
    "accounts:key_remove": _id("security_key"),
    "accounts:user_edit": _colleague,
    **_each(CARD_PAGES, _colleague),
    "accounts:user_password": _colleague,
    "accounts:password_confirm": _colleague,
    "accounts:password_refuse": _colleague,
    **_each("accounts:role_request_decide accounts:role_request_withdraw", _id("role_request")),
    **_each("core:job_detail core:job_retry", _id("job")),
    "reports:help_text": lambda world: {"slug": "hari-pertama"},
    **_each("certification:check certification:check_scanned", _code),
    "certification:status_list": lambda world: {"slug": world.issued.status_list.slug},
    **_each("certification:certificate_download certification:merged_print certification:zip", _run),
    "certification:official_download": _run,
    "certification:register_print": lambda world: {"paper": "certificate", "year": 2026},
    "certification:series_change": lambda world: {"paper": "statement", "year": 2026},
    "certification:series_open": lambda world: {"paper": "statement", "year": 2027},
    **_each("certification:assessment_grid certification:assessment_save certification:sign_off", _id("running_out")),
    "certification:minutes": _id("finished"),
    **_each(
        "certification:batch_certificates certification:batch_prepare certification:batch_approve "
        "certification:batch_approve_again certification:batch_issue certification:batch_print "
        "certification:receipt certification:receipt_add",
        _id("finished"),
    ),
    "certification:certificate_prepare": _id("ready"),
    **_each(
        "certification:unit_detail certification:unit_save certification:evidence_add certification:appeal_file "
        "certification:correction_ask",
        _unit,
    ),
    "certification:practice": lambda world: {"public_id": world.running_out.public_id, "position": 1},
    **_each("certification:evidence_file certification:evidence_withdraw", _id("evidence")),
    "certification:appeal_decide": _id("result_appeal"),
    **_each("certification:assess_again certification:appeal_end_ask", _id("granted_appeal")),
    "certification:appeal_end_decide": _id("ending_appeal"),
    "certification:correction_decide": _id("correction"),
    "certification:person_sign_off": _id("left_early"),
    "certification:person_minutes": _id("person_minutes"),
    "certification:addendum": _id("addendum"),
    "certification:assessor_register": lambda world: {"public_id": world.users[Role.ASSESSOR].public_id},
    "certification:registration_withdraw": _id("registration"),
    **_each(
        "certification:template_detail certification:template_adopt certification:template_discard", _id("template")
    ),
    **_each(
        "certification:template_sample certification:template_picture",
        lambda world: {"public_id": world.template.public_id, "sample": "nama-terpanjang"},
    ),
    **_each(
        "certification:certificate_approve certification:certificate_issue certification:certificate_withdraw",
        _id("prepared"),
    ),
    **_each(
        "certification:certificate_detail certification:certificate_preview certification:certificate_render "
        "certification:certificate_print certification:hand_over certification:certificate_replace "
        "certification:official_upload certification:official_print "
        "certification:certificate_credential "
        "certification:revocation_request",
        _id("issued"),
    ),
    **_each(
        "certification:outside_test certification:outside_test_edit certification:outside_test_cancel "
        "certification:outside_candidates_add certification:outside_candidate_list certification:outside_import_new",
        _id("outside_test"),
    ),
    **_each(
        "certification:outside_candidate certification:outside_result certification:outside_scan "
        "certification:outside_scan_add certification:outside_hand_over",
        _id("outside_certified"),
    ),
    "certification:outside_candidate_remove": _id("outside_candidate"),
    **_each(
        "certification:outside_import certification:outside_import_columns certification:outside_import_sheet "
        "certification:outside_import_discard",
        _id("outside_import"),
    ),
    "certification:blank_settle": _id("blank"),
    **_each(
        "certification:earlier_import certification:earlier_import_columns certification:earlier_import_sheet "
        "certification:earlier_import_discard certification:earlier_import_undo certification:earlier_import_rejected",
        _id("earlier_import"),
    ),
    "certification:earlier_confirm": _id("earlier_waiting"),
    **_each("certification:earlier_detail certification:earlier_end", _id("earlier")),
    **_each("certification:earlier_end_approve certification:earlier_end_reject", _id("earlier_ending")),
    "certification:earlier_book": lambda world: {"year": 2019, "part": 1},
    "certification:receipt_scan": _id("signed_receipt"),
    **_each("certification:revocation_approve certification:revocation_reject", _id("asked")),
    **_each("outcomes:consent_ask outcomes:consent_print", _id("enrollment")),
    **_each(
        "outcomes:consent_detail outcomes:consent_boxes outcomes:contact_add outcomes:consent_withdraw "
        "outcomes:consent_unlock outcomes:consent_death outcomes:consent_hearsay outcomes:papers_note",
        _id("consent"),
    ),
    "outcomes:visit_note": _id("consent"),
    "outcomes:evidence_scan": _id("seen"),
    **_each("outcomes:contact_replace outcomes:contact_close outcomes:number_settle", _contact),
    "outcomes:consent_proof": _id("ended_consent"),
    **_each("outcomes:call_note outcomes:call_pause", _id("follow_up")),
    "outcomes:help_given": _id("told"),
    **_each(
        "outcomes:pin_cards outcomes:pin_cards_make outcomes:pin_cards_begin outcomes:pin_cards_print "
        "outcomes:pin_cards_settle",
        _id("finished"),
    ),
    **_each("outcomes:pin_card_renew outcomes:pin_card_unlock", _id("issued")),
    "inmates:import_mapping": _id("mapping"),
    **_each(
        "inmates:import_detail inmates:import_choose inmates:import_sheet inmates:import_accept inmates:import_undo "
        "inmates:import_discard inmates:import_rejected",
        _id("compared"),
    ),
    **_each(
        "inmates:detail inmates:history inmates:photo inmates:photo_change inmates:edit inmates:nik_change "
        "inmates:case_officer_change inmates:housing_change inmates:register_number_change "
        "inmates:remand_list inmates:statement_add inmates:permission_add inmates:hearing_change "
        "inmates:limiting_date_change inmates:classification_add inmates:suspension_add inmates:apart_list "
        "inmates:apart_add",
        _id("person"),
    ),
    "inmates:remand_scan": _id("remand_paper"),
    "inmates:suspension_end": _id("suspended"),
    "inmates:released": _id("released"),
    "inmates:apart_end": lambda world: {"public_id": world.person.public_id, "pair": world.pair.public_id},
    **_each(
        "programs:agreement_detail programs:agreement_edit programs:agreement_scan programs:agreement_scan_add",
        _id("agreement"),
    ),
    "programs:meeting_new": _id("agreement"),
    **_each(
        "programs:meeting_detail programs:meeting_edit programs:meeting_print programs:meeting_photo "
        "programs:meeting_photo_add programs:meeting_scan programs:meeting_scan_add",
        _id("meeting"),
    ),
    **_each("programs:program_detail programs:program_rename", _id("program")),
    **_each("programs:program_version_edit programs:program_version_open programs:program_version_units", _id("draft")),
    **_each(
        "programs:batch_journal programs:batch_journal_print "
        "programs:batch_hours programs:batch_hours_xlsx programs:batch_hours_csv "
        "programs:batch_presence programs:batch_presence_xlsx programs:batch_presence_csv "
        "programs:batch_detail programs:batch_cancel programs:batch_schedule_print programs:batch_staff",
        _id("batch"),
    ),
    **_each(
        "programs:batch_edit programs:batch_move programs:batch_override programs:batch_pattern "
        "programs:batch_generate programs:batch_week_new",
        _id("planned"),
    ),
    **_each(
        "programs:batch_week_edit programs:batch_week_remove",
        lambda world: {"public_id": world.planned.public_id, "day": world.week.from_date},
    ),
    **_each(
        "programs:session_detail programs:session_move programs:session_substitute programs:session_cancel "
        "programs:session_restore programs:session_make_up",
        _id("next_session"),
    ),
    "programs:calendar_feed": lambda world: {"secret": world.calendar_secret},
    **_each("programs:holiday_remove programs:holiday_follow", lambda world: {"day": world.holiday.date}),
    **_each(
        "programs:selection_detail programs:application_new programs:hearing_new programs:enroll "
        "programs:hearing_agenda programs:place_offer",
        _id("selecting"),
    ),
    **_each("programs:registration_list programs:registration_new programs:registration_import_new", _id("public")),
    **_each(
        "programs:registration_import programs:registration_import_columns programs:registration_import_sheet "
        "programs:registration_import_discard programs:registration_import_undo "
        "programs:registration_import_rejected",
        _id("registration_import"),
    ),
    **_each(
        "programs:registration_detail programs:registration_accept programs:registration_decline "
        "programs:registration_withdraw programs:registration_reopen programs:registration_amend",
        _id("registered"),
    ),
    **_each(
        "programs:hearing_close programs:hearing_decide programs:hearing_presence programs:hearing_all_came",
        _id("hearing"),
    ),
    "programs:hearing_minutes": _id("closed_hearing"),
    **_each("programs:entry_rules programs:entry_rules_edit programs:ranking_scale_edit", _id("version")),
    **_each(
        "programs:entry_rule_set programs:entry_rule_people programs:entry_rule_force programs:entry_rule_discard",
        _id("rule_draft"),
    ),
    **_each(
        "programs:person_selection programs:application_form programs:interview_new programs:interview_print "
        "programs:goal_new",
        _id("person"),
    ),
    **_each(
        "outcomes:readiness_detail outcomes:readiness_save outcomes:readiness_print outcomes:cv_edit outcomes:cv_print "
        "outcomes:work_new",
        _id("person"),
    ),
    "outcomes:work_end": _id("work"),
    **_each(AID_PAGES, _of_role("aids")),
    **_each(GIVEN_PAGES, _of_role("given_to")),
    "outcomes:passport_print": lambda world: {"public_id": world.ready.person.public_id},
    "outcomes:passport_seal": lambda world: {"public_id": world.ready.person.public_id},
    "outcomes:passport_signed": lambda world: {"public_id": world.ready.person.public_id},
    "programs:goal_close": _id("goal"),
    **_each("programs:offer_accept programs:offer_decline programs:application_scan", _id("offered")),
    **_each("programs:appeal_new programs:appeal_decide", _id("rejected")),
    **_each(
        "programs:application_detail programs:application_decide programs:application_withdraw", _id("application")
    ),
    **_each(
        "programs:enrollment_end programs:enrollment_suspend programs:enrollment_resume programs:enrollment_complete "
        "programs:enrollment_reinstate",
        _id("enrollment"),
    ),
    **_each(
        "programs:session_journal programs:journal_save "
        "programs:session_roll programs:roll_save programs:session_counts programs:session_finalize "
        "programs:roll_paper programs:roll_print programs:roll_print_week",
        _id("session"),
    ),
    "programs:session_end": _id("closed_session"),
    "programs:roll_scan": lambda world: {"public_id": world.session.public_id, "scan": world.roll_scan.public_id},
    "programs:known_absence_withdraw": _id("known_absence"),
    **_each("programs:count_session programs:count_search programs:count_explain", _id("session")),
    "programs:count_save": lambda world: {"public_id": world.session.public_id, "point": "arrived"},
    **_each("programs:change_choose", _id("person")),
    "programs:change_record": lambda world: {"public_id": world.person.public_id, "code": "court"},
    **_each("programs:change_return programs:change_withdraw", _id("outing")),
    "programs:arrival_receive": _id("expected"),
    "programs:offline_resolve": lambda world: {"operation": world.doubt.pk},
    "inmates:task_acknowledge": lambda world: {"public_id": world.tasks[Role.REGISTRAR].public_id},
    "programs:merge_choose": _id("person"),
    "programs:merge_record": lambda world: {"public_id": world.person.public_id, "other": world.second.public_id},
    **_each(
        "reports:month_report reports:month_report_rows reports:month_report_pdf reports:month_report_xlsx "
        "reports:month_report_approve",
        _id("month_report"),
    ),
    "reports:region_facility": lambda world: {"code": world.facility.code},
    **_each(
        "reports:closing_report reports:closing_report_rows reports:closing_report_pdf reports:closing_report_xlsx "
        "reports:closing_report_approve reports:closing_report_withdraw",
        _id("closing_report"),
    ),
    **_each(
        "reports:year_report reports:year_report_rows reports:year_report_pdf reports:year_report_xlsx "
        "reports:year_report_approve",
        _id("year_report"),
    ),
    **_each("reports:wali_sheet reports:wali_sheet_print", _id("person")),
    "reports:wali_sheets_file": lambda world: {"public_id": world.sheet_jobs[Role.CASE_OFFICER].public_id},
    "reports:subject_request_new": _id("person"),
    "reports:suspicion_settle": _id("suspicion"),
    "reports:rights_new": _id("person"),
    **_each("reports:rights_detail reports:rights_answer", _id("rights_request")),
    "reports:rights_print": _id("rights_answered"),
    **_each(
        "reports:subject_request reports:subject_request_answer reports:subject_file_pdf reports:subject_file_json",
        _id("subject_request"),
    ),
    **_each(BREACH_PAGES, lambda world: {"public_id": world.breaches[Role.RUTAN_HEAD].public_id}),
    **_each(CLOSING_PAGES, lambda world: {"public_id": world.closings[Role.RUTAN_HEAD].public_id}),
    "reports:breach_entry_add": lambda world: {
        "public_id": world.breaches[Role.RUTAN_HEAD].public_id,
        "entry": world.breach_entries[Role.RUTAN_HEAD].pk,
    },
    "reports:breach_person_add": lambda world: {
        "public_id": world.breaches[Role.RUTAN_HEAD].public_id,
        "person": world.second.public_id,
    },
    "reports:breach_person_remove": lambda world: {
        "public_id": world.breaches[Role.RUTAN_HEAD].public_id,
        "person": world.person.public_id,
    },
    "reports:breach_tell_again": lambda world: {
        "public_id": world.breaches[Role.RUTAN_HEAD].public_id,
        "person": world.person.public_id,
    },
    **_each("reports:retention_due reports:retention_period", lambda world: {"code": "custody"}),
    **_each("reports:consent_kind reports:consent_text_new", lambda world: {"code": "application"}),
    "programs:guardian_consent": _id("person"),
    "programs:guardian_consent_end": _id("guardian_consent"),
    **_each(TEXT_PAGES, lambda world: {"public_id": world.consent_texts[Role.RUTAN_HEAD].public_id}),
    "reports:hold_new": _id("person"),
    **_each(
        "reports:destruction reports:destruction_confirm reports:destruction_reject",
        lambda world: {"public_id": world.destructions[Role.RUTAN_HEAD].public_id},
    ),
    "reports:destruction_paper": lambda world: {"public_id": world.destroyed[Role.RUTAN_HEAD].public_id},
    "reports:hold_lift": lambda world: {"public_id": world.holds[Role.RUTAN_HEAD].public_id},
    "outcomes:wish_people": lambda world: {
        "vocation": world.program.vocation.code,
        "level": world.program.level,
        "which": "all",
    },
    **_each("outcomes:plan_detail outcomes:plan_budget outcomes:plan_propose outcomes:plan_minutes", _id("plan_draft")),
    "outcomes:job_word_end": _job_word,
    "outcomes:plan_line": _plan_line,
    "outcomes:plan_meeting": _id("plan_proposed"),
    **_each("outcomes:plan_approve outcomes:plan_correct outcomes:plan_return", _id("plan_decided")),
    "outcomes:plan_explain": _plan_line,
    **_each("outcomes:employer_detail outcomes:employer_edit outcomes:employer_contact", _id("employer")),
    "outcomes:client_detail": _id("share_of_graduate"),
    "outcomes:share_new": _id("person"),
    "outcomes:share_end": _id("client_share"),
    "outcomes:vacancy_new": _id("employer"),
    **_each("outcomes:vacancy_detail outcomes:vacancy_edit outcomes:vacancy_end", _id("vacancy")),
    "outcomes:introduction_new": lambda world: {
        "public_id": world.vacancy.public_id,
        "consent": world.introduction.consent.public_id,
    },
    **_each(
        "outcomes:introduction_detail outcomes:introduction_step outcomes:introduction_letter",
        _id("introduction"),
    ),
    "outcomes:wish_edit": lambda world: {"public_id": world.introduction.consent.public_id},
    **_each(
        "outcomes:need_detail outcomes:need_withdraw outcomes:need_scan outcomes:need_scan_add",
        _id("need"),
    ),
    **_each("outcomes:outcome_report outcomes:outcome_report_pdf outcomes:outcome_report_xlsx", _outcome_report),
    **_each("outcomes:cohort_file_approve outcomes:cohort_file_refuse", _id("cohort_file")),
    "outcomes:cohort_file_zip": lambda world: {"public_id": world.cohort_files[Role.RUTAN_HEAD].public_id},
    **_each("programs:tool_detail programs:tool_edit programs:tool_move programs:missing_tool_report", _id("tool")),
    "programs:consumable_edit": _id("consumable"),
    **_each(
        "programs:tool_sheet programs:tool_sheet_print programs:tool_out programs:tool_back programs:tool_none",
        _id("session"),
    ),
    **_each(
        "programs:missing_tool programs:missing_tool_found programs:missing_tool_write_off programs:missing_tool_print",
        _id("missing_tool"),
    ),
    "programs:missing_tool_step": lambda world: {"public_id": world.missing_tool.public_id, "code": "stop_work"},
    **_each(
        "programs:participant_detail programs:participant_photo programs:participant_steps "
        "programs:recognized_unit_new",
        _id("enrollment"),
    ),
    **_each("programs:recognized_unit_decide programs:recognized_unit_scan", _id("recognized")),
    "programs:person_steps": _id("person"),
    **_each("programs:mark_save programs:mark_history programs:mark_correct", _mark),
}
# The address names no record of an office (a day, a year): what a stranger gets is nothing of ours, by its own tests.
WITHOUT_OWNER = {
    "certification:earlier_book",
    "outcomes:wish_people",
    "certification:register_print",
    "certification:series_change",
    "certification:series_open",
    "programs:holiday_follow",
    "programs:holiday_remove",
    "reports:consent_kind",
    "reports:consent_text_new",
    "reports:retention_due",
    "reports:retention_period",
}


# What belongs to one role of an office, or to whoever asked for it: each is asked for its own.
OF_ROLE = {
    "accounts:role_request_decide": "role_requests",
    **dict.fromkeys(CARD_PAGES.split(), "card_owners"),
    "accounts:password_confirm": "card_owners",
    "accounts:password_refuse": "card_owners",
    "inmates:task_acknowledge": "tasks",
    "reports:wali_sheets_file": "sheet_jobs",
    **dict.fromkeys(
        ("outcomes:outcome_report", "outcomes:outcome_report_pdf", "outcomes:outcome_report_xlsx"), "outcome_reports"
    ),
    "outcomes:cohort_file_zip": "cohort_files",
    **dict.fromkeys(AID_PAGES.split(), "aids"),
    **dict.fromkeys(GIVEN_PAGES.split(), "given_to"),
    **dict.fromkeys(
        ("reports:destruction", "reports:destruction_confirm", "reports:destruction_reject"), "destructions"
    ),
    **dict.fromkeys(TEXT_PAGES.split(), "consent_texts"),
    "reports:destruction_paper": "destroyed",
    "reports:hold_lift": "holds",
    **dict.fromkeys(BREACH_PAGES.split(), "breaches"),
    **dict.fromkeys(CLOSING_PAGES.split(), "closings"),
    "programs:enrollment_end": "places",
    "programs:enrollment_complete": "places",
    "programs:enrollment_suspend": "places",
    "programs:enrollment_resume": "places",
}


BREACH_PARTS = {
    "reports:breach_entry_add": lambda world, role: {"entry": world.breach_entries[role].pk},
    # Nobody trained the second one.
    "reports:breach_person_add": lambda world, role: {
        "person": (world.person if role == Role.BLK_HEAD else world.second).public_id
    },
    "reports:breach_person_remove": lambda world, role: {"person": world.person.public_id},
    "reports:breach_tell_again": lambda world, role: {"person": world.person.public_id},
}


def address(name: str, world: World, role: str = "") -> str:
    """`role` is who asks; it matters only where each role has an object of its own."""
    if name in ("reports:retention_due", "reports:retention_period") and role == Role.BLK_HEAD:
        # Each side keeps kinds of records of its own.
        return reverse(name, kwargs={"code": "registrations"})
    if name in ("reports:consent_kind", "reports:consent_text_new") and role == Role.BLK_HEAD:
        return reverse(name, kwargs={"code": "training"})
    if name in BREACH_PARTS:
        kwargs = dict(KWARGS[name](world))
        if role in world.breaches:
            kwargs |= {"public_id": world.breaches[role].public_id, **BREACH_PARTS[name](world, role)}
        return reverse(name, kwargs=kwargs)
    own = getattr(world, OF_ROLE[name]) if name in OF_ROLE else {}
    if role in own:
        return reverse(name, kwargs={"public_id": own[role].public_id})
    return reverse(name, kwargs=KWARGS[name](world) if name in KWARGS else None)


def patterns() -> Iterator[tuple[str, URLPattern]]:
    """Every named address of the site with its view."""
    yield from _below(get_resolver(), "")


def _below(resolver: URLResolver, namespace: str) -> Iterator[tuple[str, URLPattern]]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from _below(entry, f"{entry.namespace}:" if entry.namespace else namespace)
        else:
            yield f"{namespace}{entry.name}", entry


def documented() -> dict[str, tuple[set[str], set[str]]]:
    """What the document says: for each address its methods and the roles that may use it."""
    found, roles = {}, []
    for line in DOCUMENT.read_text().splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("| Page"):
            roles = [cell.strip("`") for cell in cells[3:]]
        elif name := re.fullmatch(r"`(\w+:\w+)`", cells[0]):
            allowed = {role for role, cell in zip(roles, cells[3:], strict=True) if cell == "✓"}
            found[name[1]] = (set(cells[1].split(", ")), allowed)
    return found
