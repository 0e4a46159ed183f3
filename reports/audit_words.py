"""What the audit and the access log say in words. The records themselves keep codes, which no translation changes."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

# Rows of the logs are never rewritten, so a code stays in these tables after the program has ceased to write it.
NOUNS = {
    "agreement": gettext_lazy("Agreement"),
    "appeal": gettext_lazy("Appeal"),
    "application": gettext_lazy("Application"),
    "batch": gettext_lazy("Batch"),
    "certificate": gettext_lazy("Certificate"),
    "competency_unit": gettext_lazy("Competency units"),
    "enrollment": gettext_lazy("Enrollment"),
    "entry_rules": gettext_lazy("Entry rules"),
    "hearing": gettext_lazy("Hearing"),
    "holiday": gettext_lazy("Holiday"),
    "import": gettext_lazy("Import"),
    "inmate": gettext_lazy("Person in custody"),
    "interview": gettext_lazy("Intake interview"),
    "job": gettext_lazy("Background work"),
    "mark": gettext_lazy("Attendance"),
    "office": gettext_lazy("Office"),
    "place": gettext_lazy("Free place"),
    "program": gettext_lazy("Program"),
    "program_version": gettext_lazy("Program version"),
    "ranking_scale": gettext_lazy("Weights of the ranking"),
    "result": gettext_lazy("Unit result"),
    "schedule": gettext_lazy("Schedule"),
    "series": gettext_lazy("Number series"),
    "session": gettext_lazy("Session"),
    "subject_request": gettext_lazy("Request of a data subject"),
    "task": gettext_lazy("Task"),
    "training": gettext_lazy("Training"),
    "training_goal": gettext_lazy("Goal of the training plan"),
    "user": gettext_lazy("User"),
}
VERBS = {
    "accept": gettext_lazy("accepted"),
    "access": gettext_lazy("access changed"),
    "acknowledge": gettext_lazy("acknowledged"),
    "add": gettext_lazy("added"),
    "admit": gettext_lazy("admitted"),
    "answer": gettext_lazy("answered"),
    "approve": gettext_lazy("approved"),
    "assign_case_officer": gettext_lazy("case officer assigned"),
    "assign_staff": gettext_lazy("staff assigned"),
    "attach_scan": gettext_lazy("scan attached"),
    "bring_back": gettext_lazy("returned"),
    "cancel": gettext_lazy("cancelled"),
    "change": gettext_lazy("changed"),
    "change_housing": gettext_lazy("housing changed"),
    "change_password": gettext_lazy("password changed"),
    "change_register_number": gettext_lazy("register number changed"),
    "choose": gettext_lazy("rows chosen"),
    "classify": gettext_lazy("classified"),
    "close": gettext_lazy("closed"),
    "correct": gettext_lazy("corrected"),
    "count": gettext_lazy("counts recorded"),
    "create": gettext_lazy("created"),
    "decide": gettext_lazy("decided"),
    "decline": gettext_lazy("declined"),
    "discard": gettext_lazy("discarded"),
    "draft": gettext_lazy("drafted"),
    "end": gettext_lazy("ended"),
    "end_keeping_apart": gettext_lazy("keeping apart ended"),
    "end_suspension": gettext_lazy("suspension ended"),
    "finalize": gettext_lazy("closed with its counts"),
    "generate": gettext_lazy("sessions made"),
    "hand_over": gettext_lazy("handed over"),
    "issue": gettext_lazy("issued"),
    "keep_apart": gettext_lazy("kept apart from somebody"),
    "language": gettext_lazy("language changed"),
    "lapse": gettext_lazy("lapsed"),
    "leave": gettext_lazy("left custody"),
    "load": gettext_lazy("loaded"),
    "make_up": gettext_lazy("make-up session planned"),
    "map": gettext_lazy("columns confirmed"),
    "mark_rest_present": gettext_lazy("the rest marked present"),
    "merge": gettext_lazy("records merged"),
    "merged_into": gettext_lazy("merged into another record"),
    "move": gettext_lazy("moved to the next stage"),
    "offer": gettext_lazy("offered"),
    "offer_expire": gettext_lazy("offer expired"),
    "one_time_password": gettext_lazy("one-time password given"),
    "open": gettext_lazy("opened"),
    "override_agreement": gettext_lazy("exception from the agreement"),
    "plan": gettext_lazy("planned"),
    "prepare": gettext_lazy("prepared"),
    "print": gettext_lazy("copy printed"),
    "put_back": gettext_lazy("put back"),
    "put_in_force": gettext_lazy("put in force"),
    "receive": gettext_lazy("received"),
    "record": gettext_lazy("was recorded"),
    "register": gettext_lazy("registered"),
    "reject_revocation": gettext_lazy("revocation rejected"),
    "remove": gettext_lazy("removed"),
    "request_revocation": gettext_lazy("revocation asked for"),
    "restore": gettext_lazy("restored"),
    "resume": gettext_lazy("resumed"),
    "retry": gettext_lazy("repeated"),
    "revoke": gettext_lazy("revoked"),
    "set": gettext_lazy("set"),
    "set_limiting_date": gettext_lazy("limiting date recorded"),
    "set_nik": gettext_lazy("NIK recorded"),
    "set_pattern": gettext_lazy("week pattern set"),
    "set_photo": gettext_lazy("photo replaced"),
    "sign_in": gettext_lazy("signed in"),
    "sign_off": gettext_lazy("results signed off"),
    "sign_out": gettext_lazy("signed out"),
    "submit": gettext_lazy("submitted"),
    "supersede": gettext_lazy("replaced"),
    "suspend": gettext_lazy("suspended"),
    "sync": gettext_lazy("taken from the calendar"),
    "take_out": gettext_lazy("taken out"),
    "undo": gettext_lazy("undone"),
    "void": gettext_lazy("number made void"),
    "withdraw": gettext_lazy("withdrawn"),
    "withdraw_entry": gettext_lazy("entry withdrawn"),
}
MODELS = {
    "enrollmentsuspension": gettext_lazy("Suspension"),
    "entryruleset": gettext_lazy("Entry rules"),
    "facility": gettext_lazy("Office"),
    "inboxtask": gettext_lazy("Task"),
    "numberseries": gettext_lazy("Number series"),
    "programversion": gettext_lazy("Program version"),
    "rankingscale": gettext_lazy("Weights of the ranking"),
    "seriesnumber": gettext_lazy("Number of a series"),
    "spreadsheetimport": gettext_lazy("Import"),
    "subjectrequest": gettext_lazy("Request of a data subject"),
    "trainingcenter": gettext_lazy("Office"),
    "traininggoal": gettext_lazy("Goal of the training plan"),
    "unitresult": gettext_lazy("Unit result"),
}
SEEN = {
    "agenda of the hearing": gettext_lazy("Agenda of the hearing"),
    "agreement scan": gettext_lazy("Scan of an agreement"),
    "application": gettext_lazy("Application"),
    "arrival": gettext_lazy("Arrival"),
    "attendance roll": gettext_lazy("Attendance roll"),
    "certificate": gettext_lazy("Certificate"),
    "certificate, copy": gettext_lazy("Certificate, copy"),
    "changes of circumstance": gettext_lazy("Changes of circumstance"),
    "choice of the second record": gettext_lazy("Choice of the second record"),
    "fairness as csv": gettext_lazy("Fairness (csv)"),
    "fairness as xlsx": gettext_lazy("Fairness (xlsx)"),
    "form of the intake interview": gettext_lazy("Form of the intake interview"),
    "history": gettext_lazy("Timeline"),
    "learning profile": gettext_lazy("Learning profile"),
    "list of people as csv": gettext_lazy("List of people (csv)"),
    "list of people as xlsx": gettext_lazy("List of people (xlsx)"),
    "merge of two records": gettext_lazy("Merge of two records"),
    "minutes of the hearing": gettext_lazy("Minutes of the hearing"),
    "minutes of the results": gettext_lazy("Minutes of the results"),
    "movement list": gettext_lazy("Movement list"),
    "needs and selection": gettext_lazy("Needs and selection"),
    "people to be kept apart": gettext_lazy("People to be kept apart"),
    "personal data file as json": gettext_lazy("Personal data file (JSON)"),
    "personal data file as pdf": gettext_lazy("Personal data file (PDF)"),
    "people under entry rules": gettext_lazy("People under the entry rules"),
    "preview": gettext_lazy("Preview of a certificate"),
    "profile": gettext_lazy("Profile"),
    "ranking of candidates": gettext_lazy("Ranking of candidates"),
    "receipt of certificates": gettext_lazy("Receipt of certificates"),
    "records that look alike": gettext_lazy("Records that look alike"),
    "register": gettext_lazy("Register of numbers"),
    "register of numbers": gettext_lazy("Register of numbers"),
    "results": gettext_lazy("Unit results"),
    "scan of the application form": gettext_lazy("Scan of the application form"),
    "schedule of a week": gettext_lazy("Schedule of a week"),
    "search for a person who arrives": gettext_lazy("Search for a person who arrives"),
    "search for a personal file": gettext_lazy("Search for a personal file"),
}


def act(action: str) -> str:
    """The words of an action, "noun.verb"; a code that is not known here reads without its dots and lines."""
    noun, _dot, verb = action.partition(".")
    return f"{NOUNS.get(noun, plain(noun))}: {VERBS.get(verb, plain(verb))}"


def seen(subject: str) -> str:
    """The words of what was viewed, exported or printed; a number behind them (a copy, a year) stays."""
    name, _blank, number = subject.rpartition(" ")
    if number.isdigit():
        return f"{SEEN.get(name, name)} {number}"
    return str(SEEN.get(subject, subject))


def record(kind: str, pk: str) -> str:
    """The record by its kind and number, as the database knows it; empty when the act was about none."""
    if not kind:
        return ""
    code = kind.rpartition(".")[2]
    name = MODELS.get(code) or NOUNS.get(code) or plain(code)
    return _("%(record)s no. %(number)s") % {"record": name, "number": pk} if pk else str(name)


def plain(code: str) -> str:
    """A code as it stands, readable."""
    return code.replace("_", " ")
