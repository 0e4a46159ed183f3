"""Who may do what: the roles as code. `docs/permissions.md` shows the pages that follow from it."""

from django.contrib.auth.models import Group
from django.db import models
from django.utils.translation import gettext_lazy as _


class Side(models.TextChoices):
    """The office a role belongs to."""

    FACILITY = "facility", _("Detention center")
    CENTER = "center", _("Training center")
    REGION = "region", _("Regional office")
    PROBATION = "probation", _("Probation office")
    BOTH = "both", _("Either office")


class Role(models.TextChoices):
    """What a user does in an office. PERMISSIONS lists each role's permissions, SIDES its side."""

    REGISTRAR = "registrar", _("Registrar")
    TRAINING_OFFICER = "training_officer", _("Training officer")
    BOARD_MEMBER = "board_member", _("Board member")
    BOARD_CHAIR = "board_chair", _("Board chair")
    RUTAN_HEAD = "rutan_head", _("Head of the detention center")
    SECURITY_OFFICER = "security_officer", _("Security officer")
    CASE_OFFICER = "case_officer", _("Case officer")
    BLK_COORDINATOR = "blk_coordinator", _("Training coordinator")
    INSTRUCTOR = "instructor", _("Instructor")
    ASSESSOR = "assessor", _("Assessor")
    CERTIFICATE_OFFICER = "certificate_officer", _("Certificate officer")
    BLK_HEAD = "blk_head", _("Head of the training center")
    PLACEMENT_OFFICER = "placement_officer", _("Placement officer")
    BAPAS_OFFICER = "bapas_officer", _("Probation officer")
    REGIONAL_VIEWER = "regional_viewer", _("Regional viewer")
    AUDITOR = "auditor", _("Data protection officer")
    ADMINISTRATOR = "administrator", _("Administrator")


SIDES: dict[str, Side] = {
    Role.REGISTRAR: Side.FACILITY,
    Role.TRAINING_OFFICER: Side.FACILITY,
    Role.BOARD_MEMBER: Side.FACILITY,
    Role.BOARD_CHAIR: Side.FACILITY,
    Role.RUTAN_HEAD: Side.FACILITY,
    Role.SECURITY_OFFICER: Side.FACILITY,
    Role.CASE_OFFICER: Side.FACILITY,
    Role.BLK_COORDINATOR: Side.CENTER,
    Role.INSTRUCTOR: Side.CENTER,
    Role.ASSESSOR: Side.CENTER,
    Role.CERTIFICATE_OFFICER: Side.CENTER,
    Role.BLK_HEAD: Side.CENTER,
    Role.PLACEMENT_OFFICER: Side.CENTER,
    Role.BAPAS_OFFICER: Side.PROBATION,
    Role.REGIONAL_VIEWER: Side.REGION,
    Role.AUDITOR: Side.BOTH,
    Role.ADMINISTRATOR: Side.BOTH,
}

# inmates.view_person: the custody half. inmates.view_participant: the learning half.
# inmates.view_leaving: who should have left, who has left, and what they are still owed.
PERMISSIONS: dict[str, frozenset[str]] = {
    Role.REGISTRAR: frozenset(
        {
            "outcomes.view_readiness",
            "outcomes.change_readiness",
            "inmates.view_inbox",
            "inmates.view_non_association",
            "inmates.change_non_association",
            "inmates.view_person",
            "inmates.view_leaving",
            "inmates.change_person",
            "inmates.import_people",
            "core.view_job",
            "inmates.record_movement",
            "programs.announce_absence",
            "inmates.merge_people",
            "inmates.export_people",
            "reports.view_finding",
            "programs.view_batch",
        }
    ),
    Role.TRAINING_OFFICER: frozenset(
        {
            "outcomes.view_aids",
            "outcomes.change_aids",
            "outcomes.view_workassignment",
            "outcomes.change_workassignment",
            "outcomes.view_passport",
            "outcomes.change_curriculumvitae",
            "outcomes.view_comparison",
            "outcomes.share_client",
            "outcomes.view_readiness",
            "outcomes.change_readiness",
            "outcomes.view_effect",
            "outcomes.ask_cohort_file",
            "outcomes.view_cohort_file",
            "outcomes.make_effect_report",
            "certification.view_holdings",
            "programs.view_tools",
            "programs.change_tools",
            "programs.issue_tools",
            "programs.search_tool",
            "outcomes.view_wishes",
            "outcomes.view_plan",
            "outcomes.change_plan",
            "inmates.view_inbox",
            "reports.view_wali_sheet",
            "inmates.view_non_association",
            "programs.view_interview",
            "programs.change_interview",
            "reports.view_fairness",
            "reports.view_finding",
            "inmates.view_person",
            "inmates.view_leaving",
            "inmates.change_person",
            "inmates.export_people",
            "programs.view_program",
            "programs.view_agreement",
            "programs.change_agreement",
            "programs.record_meeting",
            "programs.change_entry_rule",
            "programs.view_batch",
            "programs.change_batch",
            "programs.change_schedule",
            "programs.change_holiday",
            "programs.announce_absence",
            "programs.view_application",
            "programs.add_application",
            "programs.hold_hearing",
            "programs.enroll",
            "programs.view_attendance",
            "programs.view_journal",
            "programs.view_roll_scan",
            "programs.mark_attendance",
            "programs.correct_attendance",
            "programs.count_at_workshop",
            "programs.explain_count",
            "programs.view_movement",
            "programs.finalize_session",
            "certification.view_result",
            "certification.file_appeal",
            "certification.view_certificate",
        }
    ),
    Role.BOARD_MEMBER: frozenset(
        {
            "inmates.view_inbox",
            "programs.view_interview",
            "inmates.view_person",
            "programs.view_program",
            "programs.view_batch",
            "programs.view_application",
        }
    ),
    Role.BOARD_CHAIR: frozenset(
        {
            "outcomes.view_wishes",
            "inmates.view_inbox",
            "programs.view_interview",
            "programs.decide_appeal",
            "reports.view_fairness",
            "inmates.view_person",
            "programs.view_program",
            "programs.view_batch",
            "programs.view_application",
            "programs.hold_hearing",
            "programs.decide_application",
        }
    ),
    Role.RUTAN_HEAD: frozenset(
        {
            "accounts.confirm_roles",
            "accounts.handle_card",
            "accounts.review_access",
            "outcomes.view_aids",
            "outcomes.view_comparison",
            "outcomes.view_workassignment",
            "outcomes.view_readiness",
            "outcomes.view_effect",
            "outcomes.decide_cohort_file",
            "outcomes.view_cohort_file",
            "outcomes.make_effect_report",
            "programs.view_tools",
            "programs.search_tool",
            "programs.write_off_tool",
            "outcomes.view_wishes",
            "outcomes.view_plan",
            "outcomes.approve_plan",
            "inmates.view_inbox",
            "inmates.view_non_association",
            "programs.view_interview",
            "programs.decide_appeal",
            "reports.view_fairness",
            "inmates.view_person",
            "inmates.view_leaving",
            "programs.view_program",
            "programs.view_agreement",
            "programs.view_batch",
            "programs.view_application",
            "programs.view_attendance",
            "programs.view_journal",
            "programs.view_roll_scan",
            "programs.view_movement",
            "programs.view_count",
            "programs.explain_count",
            "programs.override_agreement",
            "certification.view_result",
            "certification.view_certificate",
            "reports.handle_breach",
            "reports.keep_retention",
            "inmates.keep_consent_texts",
        }
    ),
    # Escorts people to class: sees the day's list and the block counts, but nothing about learning.
    Role.SECURITY_OFFICER: frozenset(
        {
            "inmates.view_inbox",
            "programs.view_tools",
            "programs.issue_tools",
            "programs.search_tool",
            "programs.view_movement",
            "programs.count_at_block",
        }
    ),
    Role.CASE_OFFICER: frozenset(
        {
            "outcomes.view_workassignment",
            "outcomes.view_passport",
            "outcomes.change_curriculumvitae",
            "outcomes.share_client",
            "outcomes.view_readiness",
            "outcomes.change_readiness",
            "certification.view_holdings",
            "inmates.view_inbox",
            "reports.view_wali_sheet",
            "inmates.view_person",
            "programs.view_interview",
            "programs.view_attendance",
        }
    ),
    Role.BLK_COORDINATOR: frozenset(
        {
            "inmates.record_guardian",
            "programs.change_holiday",
            "outcomes.view_effect",
            "outcomes.ask_cohort_file",
            "outcomes.view_cohort_file",
            "outcomes.make_effect_report",
            "certification.view_outside_test",
            "certification.view_blanks",
            "programs.view_tools",
            "programs.issue_tools",
            "outcomes.view_plan",
            "outcomes.change_plan",
            "inmates.view_inbox",
            "inmates.view_participant",
            "programs.view_program",
            "programs.change_program",
            "outcomes.view_needs",
            "outcomes.change_needs",
            "programs.view_agreement",
            "programs.record_meeting",
            "programs.record_recognized_unit",
            "programs.check_recognized_unit",
            "programs.view_batch",
            "programs.change_batch",
            "programs.register_participants",
            "programs.change_schedule",
            "programs.view_attendance",
            "programs.view_journal",
            "programs.correct_journal",
            "programs.view_roll_scan",
            "programs.mark_attendance",
            "programs.correct_attendance",
            "programs.count_at_workshop",
            "programs.finalize_session",
            "certification.view_result",
            "certification.file_appeal",
            "certification.ask_correction",
            "certification.change_assessor",
            "certification.view_assessor",
            "certification.view_evidence",
            "certification.sign_off",
            "certification.view_certificate",
            "certification.view_register",
            "certification.view_template",
            "outcomes.count_follow_up",
        }
    ),
    Role.INSTRUCTOR: frozenset(
        {
            "programs.own_calendar",
            "programs.view_tools",
            "programs.issue_tools",
            "inmates.view_inbox",
            "inmates.view_participant",
            "programs.view_batch",
            "programs.view_attendance",
            "programs.view_journal",
            "programs.write_journal",
            "programs.view_roll_scan",
            "programs.mark_attendance",
            "programs.count_at_workshop",
            "programs.finalize_session",
            "programs.take_offline",
            "certification.view_result",
            "certification.mark_practice",
            "certification.add_evidence",
            "certification.view_evidence",
        }
    ),
    Role.ASSESSOR: frozenset(
        {
            "inmates.view_inbox",
            "inmates.view_participant",
            "programs.view_batch",
            "certification.view_result",
            "certification.ask_correction",
            "certification.add_evidence",
            "certification.view_evidence",
            "certification.view_assessor",
            "certification.assess",
        }
    ),
    # Prepares and issues; the head, who approves in between, does neither (two-person rule).
    Role.CERTIFICATE_OFFICER: frozenset(
        {
            "outcomes.view_passport",
            "certification.view_outside_test",
            "certification.change_outside_test",
            "certification.export_candidates",
            "certification.view_blanks",
            "certification.change_blanks",
            "inmates.view_inbox",
            "inmates.view_participant",
            "programs.view_batch",
            "certification.view_result",
            "certification.view_certificate",
            "certification.view_register",
            "certification.change_series",
            "certification.view_template",
            "certification.change_template",
            "certification.prepare_certificate",
            "certification.issue_certificate",
            "certification.print_certificate",
            "certification.upload_official",
            "certification.request_revocation",
            "reports.view_finding",
            "core.view_job",
        }
    ),
    Role.BLK_HEAD: frozenset(
        {
            "accounts.confirm_roles",
            "accounts.handle_card",
            "accounts.review_access",
            "outcomes.view_aids",
            "outcomes.view_effect",
            "outcomes.decide_cohort_file",
            "outcomes.view_cohort_file",
            "outcomes.make_effect_report",
            "programs.check_recognized_unit",
            "certification.view_outside_test",
            "certification.view_blanks",
            "programs.view_tools",
            "outcomes.view_plan",
            "outcomes.approve_plan",
            "inmates.view_inbox",
            "inmates.view_participant",
            "outcomes.view_needs",
            "programs.view_program",
            "programs.view_agreement",
            "programs.view_batch",
            "programs.view_attendance",
            "programs.view_journal",
            "programs.view_roll_scan",
            "certification.view_result",
            "certification.decide_result_appeal",
            "certification.approve_correction",
            "certification.view_assessor",
            "certification.view_evidence",
            "certification.view_certificate",
            "certification.view_register",
            "certification.change_series",
            "certification.view_template",
            "certification.adopt_template",
            "certification.approve_certificate",
            "certification.approve_revocation",
            "outcomes.count_follow_up",
            "reports.handle_breach",
            "reports.keep_retention",
            "inmates.keep_consent_texts",
        }
    ),
    # Needs of employers, and what became of people who agreed to be asked. Sees nothing of custody.
    Role.PLACEMENT_OFFICER: frozenset(
        {
            "inmates.record_guardian",
            "outcomes.view_aids",
            "outcomes.change_aids",
            "outcomes.view_passport",
            "outcomes.view_plan",
            "inmates.view_inbox",
            "programs.view_program",
            "outcomes.view_needs",
            "outcomes.change_needs",
            "outcomes.introduce",
            "outcomes.follow_up",
            "outcomes.count_follow_up",
        }
    ),
    # Accompanies people after release: own clients, as far as they agreed.
    Role.BAPAS_OFFICER: frozenset({"outcomes.view_client"}),
    # Figures only: nobody above the two offices sees names.
    Role.REGIONAL_VIEWER: frozenset({"reports.view_region", "outcomes.view_effect", "outcomes.view_comparison"}),
    Role.AUDITOR: frozenset(
        {
            "accounts.confirm_roles",
            "accounts.handle_card",
            "core.view_audit",
            "core.view_access_log",
            "reports.view_finding",
            "reports.answer_subject",
            "reports.settle_suspicion",
            "reports.handle_breach",
            "reports.keep_retention",
            "inmates.keep_consent_texts",
        }
    ),
    # Asks for roles and sees nobody in custody: a person with both powers would answer to no one.
    Role.ADMINISTRATOR: frozenset(
        {"accounts.change_user", "accounts.handle_card", "core.view_job", "reports.view_reconcile"}
    ),
}


def permissions_of(role_names: set[str]) -> frozenset[str]:
    """All permissions of these roles; unknown names grant nothing."""
    return frozenset().union(*(PERMISSIONS.get(name, frozenset()) for name in role_names))


def roles_for(side: Side) -> list[Role]:
    """The roles a user of this side can have."""
    # Offices without an administrator of their own: the operator of the site creates their users.
    allowed = (side,) if side in (Side.REGION, Side.PROBATION) else (side, Side.BOTH)
    return [role for role in Role if SIDES[role] in allowed]


def sync_roles() -> list[str]:
    """Creates the missing group of each role; returns the names created. Removes nothing."""
    known = set(Group.objects.values_list("name", flat=True))
    missing = [role.value for role in Role if role.value not in known]
    Group.objects.bulk_create([Group(name=name) for name in missing])
    return missing
