from datetime import timedelta

from django import forms
from django.contrib.auth import authenticate
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.core.validators import RegexValidator
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts import administering, demo_users, password_confirming
from accounts.models import Facility, TrainingCenter, User
from accounts.roles import roles_for
from core import clock
from core.command_forms import CommandForm, NeededAtTimesField, ReasonField
from core.forms import SearchField
from core.seen_forms import SeenMixin
from printing.printed_signs import printed_name

USERNAME = RegexValidator(r"^[\w.-]{3,60}$", _("Use 3 to 60 letters, digits, dots, hyphens or underscores."))

# Whoever has not signed in for so long may have another post by now; the filter says it in words.
UNSEEN_FOR = timedelta(days=90)


class SignInForm(AuthenticationForm):
    """Name and password. All refusals read alike, so they do not reveal which accounts exist."""

    error_messages = {
        "invalid_login": _("User name or password is wrong. Check capital and small letters."),
        "inactive": _("User name or password is wrong. Check capital and small letters."),
    }

    account = None

    def clean_username(self):
        """The name as the account has it, in whatever case it was typed: no two differ in case alone.

        Refuses names longer than any account's; the log of failed attempts has no room for them.
        """
        name = self.cleaned_data["username"]
        if len(name) > User._meta.get_field("username").max_length:
            raise self.get_invalid_login_error()
        found = list(User.objects.filter(username__iexact=name)[:2])
        self.account = next((one for one in found if one.username == name or len(found) == 1), None)
        return self.account.username if self.account else name

    def clean(self):
        """Reads a one-time password as it was drawn; one that somebody chose counts to the letter."""
        if self.account and self.account.must_change_password and self.cleaned_data.get("password"):
            self.cleaned_data["password"] = administering.as_handed_over(self.cleaned_data["password"])
        return super().clean()

    def confirm_login_allowed(self, user):
        super().confirm_login_allowed(user)
        # Django calls this only after the password was correct, so strangers never learn that it has expired.
        until = user.one_time_password_until
        if user.must_change_password and until and until < clock.now():
            raise forms.ValidationError(
                _("This one-time password has expired. Ask your administrator for a new one."), code="expired"
            )
        if password_confirming.is_waiting(user):
            raise forms.ValidationError(
                _(
                    "This one-time password waits: the head or the data protection officer of your office confirms it"
                    " first. Tell them that you asked for it."
                ),
                code="unconfirmed",
            )
        if self.request and not demo_users.may_enter(user, self.request):
            raise forms.ValidationError(
                _("Demo users sign in on the computer that runs the site, nowhere else."), code="demo"
            )


class UserFilterForm(forms.Form):
    """Filters the users of an office."""

    WAITING, BLOCKED, UNSEEN = "waiting", "blocked", "unseen"

    q = SearchField(label=_("Name or user name"))
    role = forms.ChoiceField(label=_("Role"), required=False)
    state = forms.ChoiceField(
        label=_("Access"),
        required=False,
        choices=[
            ("", _("All")),
            (WAITING, _("One-time password")),
            (BLOCKED, _("Blocked")),
            (UNSEEN, _("Not signed in for 90 days")),
        ],
    )

    def __init__(self, *args, side, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [("", _("All roles")), *((role.value, role.label) for role in roles_for(side))]

    def apply(self, users):
        """Filters `users`; invalid criteria are ignored."""
        self.is_valid()
        asked = self.cleaned_data
        if words := asked.get("q"):
            users = users.filter(Q(full_name__icontains=words) | Q(username__icontains=words))
        if asked.get("role"):
            users = users.with_role(asked["role"])
        if asked.get("state") == self.WAITING:
            return users.with_one_time_password()
        if asked.get("state") == self.BLOCKED:
            return users.filter(is_active=False)
        return users.unseen_since(clock.now() - UNSEEN_FOR) if asked.get("state") == self.UNSEEN else users


class ConfirmIdentityForm(forms.Form):
    """Asks for the user's own password again."""

    password = forms.CharField(
        label=_("Your password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "autofocus": True}),
    )


class FactorForm(forms.Form):
    """The second factor: a code, or the answer of a security key that a script fills in."""

    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "spellcheck": "false", "class": "w-code"}),
    )
    answer = forms.CharField(required=False, max_length=20_000, widget=forms.HiddenInput({"data-key-answer": ""}))

    def __init__(self, *args, kinds, **kwargs):
        super().__init__(*args, **kwargs)
        has_code = kinds.has_app or kinds.has_card
        self.fields["code"].required = has_code and not kinds.has_key
        if not has_code:
            self.fields["code"].widget = forms.HiddenInput()

    def clean(self):
        """Asks for one of the two."""
        if not (self.errors or self.cleaned_data.get("code") or self.cleaned_data.get("answer")):
            raise forms.ValidationError(_("Type the code, or use your key."), code="empty")


class ConfirmWithFactorForm(ConfirmIdentityForm, FactorForm):
    """Asks for the password again, and for the second factor."""

    field_order = ["password", "code", "answer"]


class AppCodeForm(CommandForm):
    """The first code of an app, which shows that it has the secret."""

    code = forms.RegexField(
        r"^ *\d{3} ?\d{3} *$",
        label=_("Code that the app shows now"),
        error_messages={"invalid": _("Six digits, as the app shows them.")},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "class": "w-code"}),
    )

    def clean_code(self):
        """The digits alone."""
        return self.cleaned_data["code"].replace(" ", "")


class KeyForm(CommandForm):
    """A name for a new security key, and what it answered."""

    name = forms.CharField(
        label=_("Name of the key"), max_length=60, help_text=_("To tell your keys apart, such as “blue, on my ring”.")
    )
    answer = forms.CharField(required=False, max_length=20_000, widget=forms.HiddenInput({"data-key-answer": ""}))

    def clean(self):
        """Refuses a form that was sent without a key."""
        if not self.cleaned_data.get("answer"):
            text = _("No key has answered. Plug it in, then press the button again.")
            raise forms.ValidationError(text, code="empty")


class CardPrintForm(CommandForm):
    """Whether the card replaces everything that the owner had."""

    ends_others = forms.BooleanField(
        label=_("Key or app are lost: end them when the card is activated"), required=False
    )


class OwnPasswordForm(PasswordChangeForm):
    """Replaces the user's own password, whether regular or one-time. `request` is where wrong ones are counted."""

    def __init__(self, *args, request, **kwargs):
        super().__init__(*args, **kwargs)
        self.request = request
        self.fields["new_password2"].help_text = _("Repeat the new password.")

    def clean_old_password(self):
        """Checks the old password; failures count together with failed sign-ins, and too many lock both."""
        old = self.cleaned_data["old_password"]
        if self.user.must_change_password:
            old = administering.as_handed_over(old)
        if authenticate(self.request, username=self.user.get_username(), password=old) != self.user:
            raise forms.ValidationError(self.error_messages["password_incorrect"], code="password_incorrect")
        return old

    def clean_new_password1(self):
        """Refuses the present password: a one-time password would never end."""
        new = self.cleaned_data["new_password1"]
        typed = administering.as_handed_over(new) if self.user.must_change_password else new
        if self.user.check_password(typed):
            raise forms.ValidationError(_("This is your present password. Choose another one."), code="same")
        return new

    def new_password(self) -> administering.NewPassword:
        """The chosen password of a valid form."""
        return administering.NewPassword.of(self.cleaned_data["new_password1"])


class UserForm(CommandForm):
    """The fields of an account; the command decides what may be done."""

    full_name = forms.CharField(label=_("Full name"), max_length=150, validators=[printed_name])
    staff_number = forms.CharField(label=_("Staff number"), max_length=40, required=False)
    roles = forms.MultipleChoiceField(label=_("Roles"), widget=forms.CheckboxSelectMultiple)
    reason = forms.CharField(
        label=_("Why, or by which letter"),
        max_length=200,
        required=False,
        help_text=_("For new roles: whoever confirms them reads it."),
    )
    # Demanded as soon as a role is added.
    reason.says_optional = False
    is_active = forms.BooleanField(label=_("May sign in"), required=False, initial=True)

    def __init__(self, *args, side, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["roles"].choices = [(role.value, role.label) for role in roles_for(side)]


class UserChangeForm(SeenMixin, UserForm):
    """Changes an existing account."""

    unseen = ("reason",)
    field_order = ["full_name", "staff_number", "roles", "reason", "is_active"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # Of whoever waits for the first roles there are none to tick.
        self.fields["roles"].required = bool(self.initial.get("roles"))


class RoleDecisionForm(CommandForm):
    """Confirms or refuses roles that somebody asked for."""

    confirms = forms.TypedChoiceField(
        label=_("Decision"),
        choices=[("yes", _("Approve")), ("no", _("Refuse"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    refusal = NeededAtTimesField(label=_("Why not"), max_length=200, help_text=_("If you refuse."))

    def clean(self):
        """Asks for the reason of a refusal, before the password is asked for."""
        values = super().clean()
        if values.get("confirms") is False and not values.get("refusal", "").strip():
            self.add_error("refusal", _("Write why not; the administrator reads it."))
        return values


class PasswordRefusalForm(CommandForm):
    """Why a new password is refused."""

    reason = ReasonField(help_text=_("The administrator reads it. At least %(count)s characters."))


class NewUserForm(UserForm):
    """Creates an account with its roles."""

    username = forms.CharField(
        label=_("User name"), max_length=60, validators=[USERNAME], help_text=_("To sign in with; cannot be changed.")
    )
    field_order = ["username", "full_name", "staff_number", "roles", "reason"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # A new account may sign in; barring it is a change, with its own audit entry.
        del self.fields["is_active"]


class LanguageForm(forms.Form):
    """The language in which the user reads the pages."""

    language = forms.ChoiceField(label=_("Language"), choices=User._meta.get_field("language").choices)


class FacilityForm(SeenMixin, forms.ModelForm):
    """Checks shape only; the command writes."""

    idle_minutes = forms.IntegerField(
        label=_("Sign out automatically when idle for (minutes)"),
        min_value=5,
        max_value=240,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )

    class Meta:
        model = Facility
        fields = list(administering.OFFICE_FIELDS)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # All of it stands in letterheads and below signatures.
        for field in self.fields.values():
            if isinstance(field, forms.CharField):
                field.validators.append(printed_name)


class TrainingCenterForm(FacilityForm):
    """The center's details as printed on every paper it issues from now on."""

    class Meta(FacilityForm.Meta):
        model = TrainingCenter
        fields = [*administering.OFFICE_FIELDS, *administering.CENTER_FIELDS]
