"""What each act is called on the page that asks for the password before it, so that nobody confirms another."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts import confirming

NAMES: dict[str, Promise] = {
    "accounts:access_review_confirm": _("State who may do what in this quarter"),
    "accounts:app_add": _("Add a code app"),
    "accounts:app_remove": _("Remove the code app"),
    "accounts:card_activate": _("Activate a code card"),
    "accounts:card_print": _("Print a code card"),
    "accounts:key_add": _("Add a security key"),
    "accounts:key_remove": _("Remove a security key"),
    "accounts:password_confirm": _("Confirm the new password"),
    "accounts:password_refuse": _("Refuse the new password"),
    "accounts:role_request_decide": _("Decide on roles of a user"),
    "accounts:session_end": _("End sessions"),
    "accounts:user_edit": _("Change data, roles or access of a user"),
    "accounts:user_new": _("Add a user"),
    "accounts:user_password": _("Give a user a new password"),
    "certification:appeal_decide": _("Decide on the appeal"),
    "certification:appeal_end_decide": _("Decide on the end of the appeal"),
    "certification:batch_approve": _("Approve certificates of a batch"),
    "certification:batch_approve_again": _("Approve certificates of a batch again"),
    "certification:certificate_approve": _("Approve a certificate"),
    "certification:correction_decide": _("Decide on the correction of a result"),
    "certification:earlier_confirm": _("Decide on certificates from before"),
    "certification:earlier_end_approve": _("End a certificate from before"),
    "certification:earlier_end_reject": _("Leave a certificate from before in force"),
    "certification:earlier_import_undo": _("Undo an import"),
    "certification:person_sign_off": _("Sign off the results of one person"),
    "certification:revocation_approve": _("Approve the revocation"),
    "certification:sign_off": _("Sign off the results"),
    "certification:template_adopt": _("Take a template into use"),
    "inmates:import_undo": _("Undo an import"),
    "outcomes:cohort_file_approve": _("Approve a file for research"),
    "outcomes:plan_approve": _("Approve the plan"),
    "programs:appeal_decide": _("Decide on the appeal"),
    "programs:hearing_close": _("Close the hearing"),
    "programs:merge_record": _("Make one record of two"),
    "programs:missing_tool_write_off": _("Write off a missing tool"),
    "programs:recognized_unit_decide": _("Recognize a unit"),
    "programs:registration_import_undo": _("Undo an import"),
    "reports:breach_confirm": _("Close the breach"),
    "reports:breach_give_up_decide": _("Decide on those given up"),
    "reports:closing_report_approve": _("Approve the report"),
    "reports:consent_text_confirm": _("Confirm the text of an agreement"),
    "reports:destruction_confirm": _("Confirm a destruction"),
    "reports:destruction_propose": _("Propose a destruction"),
    "reports:hold_lift": _("Lift the hold"),
    "reports:month_report_approve": _("Approve the report"),
    "reports:year_report_approve": _("Approve the report"),
    "reports:suspicion_settle": _("Say what a suspicion turned out to be"),
}


@confirming.act_names.register
def name_of(view_name: str) -> str:
    """What the act of this view is called; empty for a page or file that is only opened."""
    return str(NAMES.get(view_name, ""))
