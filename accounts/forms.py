from django import forms
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.utils.translation import gettext_lazy as _

from accounts import administering
from core import clock


class SignInForm(AuthenticationForm):
    error_messages = {
        "invalid_login": _("User name or password is wrong. Mind capital and small letters."),
        "inactive": _("User name or password is wrong. Mind capital and small letters."),
    }

    def confirm_login_allowed(self, user):
        super().confirm_login_allowed(user)
        until = user.one_time_password_until
        if user.must_change_password and until and until < clock.now():
            raise forms.ValidationError(
                _("This one-time password has expired. Ask your administrator for a new one."), code="expired"
            )


class OwnPasswordForm(PasswordChangeForm):
    def save(self, commit=True):
        return administering.change_own_password(by=self.user, new_password=self.cleaned_data["new_password1"])
