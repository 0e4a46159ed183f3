"""The first steps in an office without data: one thing to do for each role, with its page."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Role
from certification.register.models import NumberSeries
from inmates.people.models import Person
from programs.agreements.models import Agreement
from programs.batches.models import Batch
from programs.catalog.models import ProgramVersion
from reports.home.task import Task


@dataclass(frozen=True)
class Step:
    """One thing to do, why, and where."""

    title: Promise
    text: Promise
    page: str

    @property
    def url(self) -> str:
        """The address of the page."""
        return reverse(self.page)


@dataclass(frozen=True)
class _Rule:
    """A step for users with the permission, as long as `is_missing` says it has not been done."""

    permission: str
    is_missing: Callable[[User], bool]
    step: Step


def _has_no_colleagues(user: User) -> bool:
    # The head is there from the first day, to confirm roles.
    alone = Q(pk=user.pk) | Q(groups__name__in=[Role.ADMINISTRATOR, Role.RUTAN_HEAD, Role.BLK_HEAD])
    return not User.objects.visible_to(user).exclude(alone).exists()


def _has_nobody(user: User) -> bool:
    return not Person.objects.visible_to(user).exists()


def _has_no_program(user: User) -> bool:
    return not ProgramVersion.objects.visible_to(user).open().exists()


def _has_no_agreement(user: User) -> bool:
    return not Agreement.objects.visible_to(user).exists()


def _has_no_batch(user: User) -> bool:
    return not Batch.objects.visible_to(user).exists()


def _has_no_series(user: User) -> bool:
    return not NumberSeries.objects.visible_to(user).exists()


def _region_has_nobody(user: User) -> bool:
    return not Person.objects.filter(facility__region=user.region).exists()


_RULES = (
    _Rule(
        "accounts.change_user",
        _has_no_colleagues,
        Step(
            _("Add the users of this office"),
            _("Everybody works under an own name; roles say who may do what."),
            "accounts:user_new",
        ),
    ),
    _Rule(
        "inmates.import_people",
        _has_nobody,
        Step(
            _("Import the list of people in custody"),
            _("Selection, rolls and movement lists take the names from it."),
            "inmates:import_new",
        ),
    ),
    _Rule(
        "programs.change_program",
        _has_no_program,
        Step(
            _("Open the first program"),
            _("Check its units and hours; batches can be planned only with an open program."),
            "programs:program_list",
        ),
    ),
    _Rule(
        "programs.change_agreement",
        _has_no_agreement,
        Step(
            _("Record the agreement with the training center"),
            _("Its programs become visible here, and batches refer to it."),
            "programs:agreement_new",
        ),
    ),
    _Rule(
        "programs.change_batch",
        _has_no_batch,
        Step(_("Plan the first batch"), _("Selection, schedule and rolls all begin with it."), "programs:batch_new"),
    ),
    _Rule(
        "certification.change_series",
        _has_no_series,
        Step(
            _("Set up the number series"),
            _("Certificates are numbered from it; without one none can be issued."),
            "certification:series_list",
        ),
    ),
    _Rule(
        "programs.view_application",
        _has_no_batch,
        Step(
            _("Nothing to decide on yet"),
            _("Selection begins when the training officer has planned a batch."),
            "programs:selection_list",
        ),
    ),
    _Rule(
        "inmates.view_person",
        _has_no_batch,
        Step(
            _("No training yet"),
            _("Your wards appear here once they are in custody data; training follows with a batch."),
            "inmates:list",
        ),
    ),
    _Rule(
        "certification.assess",
        _has_no_batch,
        Step(
            _("No batch to assess yet"),
            _("You see it here once the coordinator has assigned you to a batch."),
            "certification:assessment_list",
        ),
    ),
    _Rule(
        "programs.own_calendar",
        _has_no_batch,
        Step(
            _("No sessions yet"),
            _("You see them here once you are assigned to a batch with a schedule."),
            "programs:week_schedule",
        ),
    ),
    _Rule(
        "programs.count_at_block",
        _has_no_batch,
        Step(
            _("Nobody goes to training yet"),
            _("The movement list fills by itself once a batch has a schedule."),
            "programs:movement_list",
        ),
    ),
    _Rule(
        "core.view_audit",
        _has_no_batch,
        Step(
            _("Read who has set up this office"),
            _("The audit says from the first day who made accounts and gave roles; data requests come later."),
            "reports:audit_list",
        ),
    ),
    _Rule(
        "reports.view_region",
        _region_has_nobody,
        Step(
            _("No figures from this region yet"),
            _("They appear here once a facility has imported its list. Meanwhile secure your own account."),
            "accounts:account",
        ),
    ),
)


def first_step(user: User) -> Step | None:
    """What `user` can do first, or is waiting for; None once the office has begun."""
    return next((rule.step for rule in _RULES if user.has_perm(rule.permission) and rule.is_missing(user)), None)


def first_step_beside(tasks: Iterable[Task], user: User) -> Step | None:
    """The first step of `user`, unless work waits; what is about accounts does, for everybody who is new."""
    about_accounts = (reverse("accounts:account"), reverse("accounts:user_list"))
    return first_step(user) if all(task.url.startswith(about_accounts) for task in tasks) else None
