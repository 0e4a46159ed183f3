from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.administering import NewPassword, add_user
from accounts.forms import USERNAME
from accounts.models import Facility, TimeZone, TrainingCenter, User
from accounts.roles import Role, sync_roles
from certification.register.number_series import open_series
from certification.verification import statement_keys
from core import clock
from core.errors import RuleViolation
from programs.timetable.holidays import sync_holidays
from rutan_blk.starting_rows import sync_catalogs


class Command(BaseCommand):
    help = "Makes the two offices, the roles, the number series and the first users of a new installation."
    # Not an option of the command line: who calls the command from code may answer its questions, as with
    # `createsuperuser`.
    stealth_options = ("ask",)
    ask: Callable[[str], str]

    def add_arguments(self, parser):
        parser.add_argument("--facility", nargs=2, metavar=("CODE", "NAME"))
        parser.add_argument("--training-center", nargs=2, metavar=("CODE", "NAME"))
        parser.add_argument("--administrator", metavar="USERNAME")
        parser.add_argument("--region", help="regional office that oversees the facility")
        parser.add_argument("--city", help="seat of both offices and place of issue of certificates")
        parser.add_argument("--head", help="head of the training center, who signs its certificates")
        parser.add_argument("--coordinator", help="coordinator of the training center, who signs the list of units")
        parser.add_argument("--time-zone", choices=TimeZone.values, default=TimeZone.WITA)

    def handle(self, *args, **options):
        if User.objects.filter(is_demo=True).exists():
            raise CommandError(_("This database holds demo data. Start with an empty database."))
        self.ask = options.get("ask", input)
        facility = options["facility"] or (self._ask(_("Code of the detention center")), self._ask(_("Its name")))
        center = options["training_center"] or (self._ask(_("Code of the training center")), self._ask(_("Its name")))
        username = options["administrator"] or self._ask(_("User name of the first administrator"))
        region = options["region"] or self._ask(_("Regional office (Kanwil)"))
        city = options["city"] or self._ask(_("City"))
        signing = {
            "head_name": options["head"] or self._ask(_("Head of the training center, with titles")),
            "coordinator_name": options["coordinator"] or self._ask(_("Its coordinator, with titles")),
        }
        try:
            USERNAME(username)
            self._set_up(facility, center, username, region, city, options["time_zone"], signing)
        except (RuleViolation, ValidationError) as refused:
            raise CommandError(str(refused)) from refused

    def _ask(self, question: str) -> str:
        try:
            while not (answer := self.ask(f"{question}: ").strip()):
                self.stdout.write(_("An answer is needed here."))
        except EOFError:
            sentence = _("Missing: %(question)s. Give it as an option; --help lists them.")
            raise CommandError(sentence % {"question": question}) from None
        return answer

    @transaction.atomic
    def _set_up(self, facility, center, username, region, city, time_zone, signing):
        sync_roles()
        sync_catalogs()
        year = clock.today(time_zone).year
        sync_holidays(years=(year, year + 1))
        common = {"city": city, "time_zone": time_zone}
        made_facility = self._office(Facility, facility, region=region, **common)
        made_center = self._office(
            TrainingCenter, center, official_name=center[1].upper(), place_of_issue=city, **signing, **common
        )
        open_series(made_center, year=year)
        if not statement_keys.active_key(made_center):
            key = statement_keys.new_key(made_center)
            sentence = _("Key %(key)s signs the facts on certificates. %(place)s")
            self.stdout.write(sentence % {"key": key.kid, "place": statement_keys.place_of(key)})
        # Each office has its own administrator, who belongs to no other office, and a head: one asks for roles, the
        # other confirms them.
        for office, name, head, title in (
            (made_facility, username, Role.RUTAN_HEAD, ""),
            (made_center, f"{username}.{made_center.code.lower()}", Role.BLK_HEAD, signing["head_name"]),
        ):
            self._first(office, Role.ADMINISTRATOR, name, f"Administrator {office.short_name}")
            self._first(office, head, f"kepala.{office.code.lower()}", title or f"Kepala {office.short_name}")

    def _office(self, model, code_and_name, **fields):
        code, name = code_and_name
        office, made = model.objects.get_or_create(
            code=code, defaults={"name": name, "short_name": name[:40], **fields}
        )
        sentence = _("Made: %(code)s %(name)s.") if made else _("There already: %(code)s %(name)s.")
        self.stdout.write(sentence % {"code": office.code, "name": office.name})
        return office

    def _first(self, office, role, username, full_name):
        if office.users.filter(groups__name=role).exists():
            sentence = _("%(code)s: somebody has the role %(role)s already.")
            self.stdout.write(sentence % {"code": office.code, "role": role.label})
            return
        new = NewPassword.for_one_time()
        user = add_user(by=None, office=office, new=new, username=username, full_name=full_name[:150], roles=[role])
        sentence = _("%(code)s, %(role)s: sign in as %(user)s with the one-time password %(password)s (24 hours).")
        said = {"code": office.code, "role": role.label, "user": user.username, "password": new.clear}
        self.stdout.write(sentence % said)
