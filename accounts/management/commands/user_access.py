from axes.utils import reset
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from accounts.administering import NewPassword, give_one_time_password, set_access
from accounts.models import User
from accounts.sign_in_events import counted_as

ACTS = ("password", "unlock", "block", "allow")


class Command(BaseCommand):
    help = "For accounts that no administrator can reach: a one-time password, an end of a lock or of signing in."

    def add_arguments(self, parser):
        parser.add_argument("username")
        parser.add_argument("act", choices=ACTS)

    def handle(self, *args, username, act, **options):
        user = User.objects.filter(username=username).first()
        if user is None:
            raise CommandError(_("Nobody signs in as %(user)s.") % {"user": username})
        if act == "password":
            new = NewPassword.for_one_time()
            give_one_time_password(user, by=None, new=new)
            told = _("%(user)s: one-time password %(password)s (24 hours).")
            self.stdout.write(told % {"user": user.username, "password": new.clear})
            return
        if act == "unlock":
            reset(username=counted_as(user.username))
            self.stdout.write(_("%(user)s may try again.") % {"user": user.username})
            return
        set_access(user, by=None, is_active=act == "allow")
        told = _("%(user)s may sign in again.") if act == "allow" else _("%(user)s can no longer sign in.")
        self.stdout.write(told % {"user": user.username})
