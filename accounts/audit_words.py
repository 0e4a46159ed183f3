"""What the audit and the access log say about offices and users."""

from django.utils.translation import gettext_lazy as _

from core import audit_words

audit_words.declare(
    nouns={
        "accessreview": _("Who may do what"),
        "office": _("Office"),
        "rolerequest": _("Role request"),
        "user": _("User"),
    },
    verbs={
        "accessreview.confirm": _("confirmed"),
        "rolerequest.confirm": _("confirmed"),
        "rolerequest.refuse": _("refused"),
        "access": _("access changed"),
        "change_password": _("password changed"),
        "confirm_password": _("new password confirmed"),
        "refuse_password": _("new password refused"),
        "confirm_identity": _("password confirmed"),
        "address_blocked": _("address blocked after failures with many names"),
        "confirm_failed": _("confirmation failed"),
        "denied": _("page refused"),
        "end_sessions": _("own sign-ins ended"),
        "factor_added": _("second factor added"),
        "factor_failed": _("second factor failed"),
        "factor_removed": _("second factor removed"),
        "print_card": _("code card printed"),
        "activate_card": _("code card activated"),
        "language": _("language changed"),
        "locked_out": _("locked after failures"),
        "one_time_password": _("one-time password given"),
        "sign_in": _("signed in"),
        "sign_in_failed": _("sign-in failed"),
        "sign_out": _("signed out"),
    },
    records={
        "facility": _("Office"),
        "trainingcenter": _("Office"),
    },
)
