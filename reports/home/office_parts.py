"""What an office needs before its first batch: the steps in order, who takes each, and the rows that prove it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from accounts.models import Facility, TrainingCenter
from accounts.roles import Role
from certification.certificate_templates.models import CertificateTemplate
from certification.register.models import NumberSeries
from inmates.custody.models.stays import Classification
from inmates.people.models import Person
from programs.agreements.models import Agreement
from programs.batches.models import Batch
from programs.catalog.models import ProgramVersion
from programs.interviews.models import Interview
from programs.selection.models import Hearing
from programs.timetable.models.sessions import Session

# Without these nobody could take the steps that follow.
NEEDED = {
    Facility: (Role.REGISTRAR, Role.TRAINING_OFFICER, Role.BOARD_CHAIR, Role.RUTAN_HEAD, Role.SECURITY_OFFICER),
    TrainingCenter: (Role.BLK_COORDINATOR, Role.INSTRUCTOR, Role.ASSESSOR, Role.CERTIFICATE_OFFICER, Role.BLK_HEAD),
}
Counts = Mapping[str, int]


@dataclass(frozen=True)
class Opened:
    """A page and the permission that opens it."""

    page: str
    permission: str


@dataclass(frozen=True)
class Part:
    """One step of an office: who takes it and where, where it is seen once done, and what it is done for.

    `told` says how much there is, with the number `count`; `all_of` names the number that has to be reached, else one
    is enough.
    """

    key: str
    name: str | Promise
    why: str | Promise
    told: Any
    role: Role
    do: Opened
    see: Opened
    all_of: str = ""

    def is_done(self, counts: Counts) -> bool:
        """Whether there is enough of it."""
        return counts[self.key] >= max(counts[self.all_of] if self.all_of else 1, 1)


USERS = Opened("accounts:user_list", "accounts.change_user")
BATCHES = Opened("programs:batch_list", "programs.view_batch")
FIRST_BATCH = _("First batch")
BATCH_COUNT = ngettext_lazy("%(count)s batch", "%(count)s batches", "count")
ROLE_COUNT = ngettext_lazy("%(count)s of %(all)s duties is given", "%(count)s of %(all)s duties are given", "count")

OF_FACILITY = (
    Part(
        "roles",
        _("Users"),
        _("Everybody works under an own name; roles say who may do what."),
        ROLE_COUNT,
        Role.ADMINISTRATOR,
        USERS,
        USERS,
        all_of="needed",
    ),
    Part(
        "people",
        _("People in custody"),
        _("Selection, rolls and movement lists take the names from it."),
        ngettext_lazy("%(count)s person", "%(count)s people", "count"),
        Role.REGISTRAR,
        Opened("inmates:import_new", "inmates.import_people"),
        Opened("inmates:list", "inmates.view_person"),
    ),
    Part(
        "agreements",
        _("Agreement with the training center"),
        _("Its programs become visible here, and batches refer to it. Have number, days and scan at hand."),
        ngettext_lazy("%(count)s agreement is in force", "%(count)s agreements are in force", "count"),
        Role.TRAINING_OFFICER,
        Opened("programs:agreement_new", "programs.change_agreement"),
        Opened("programs:agreement_list", "programs.view_agreement"),
    ),
    Part(
        "classified",
        _("Classification"),
        _("Entry rules read conduct, risk and fitness for work."),
        ngettext_lazy(
            "%(count)s of %(all)s people is classified", "%(count)s of %(all)s people are classified", "count"
        ),
        Role.REGISTRAR,
        Opened("inmates:list", "inmates.change_person"),
        Opened("inmates:list", "inmates.view_person"),
        all_of="people",
    ),
    Part(
        "interviews",
        _("Interviews"),
        _("They show who wants to learn what, and who can."),
        ngettext_lazy("%(count)s interview", "%(count)s interviews", "count"),
        Role.TRAINING_OFFICER,
        Opened("programs:interview_list", "programs.change_interview"),
        Opened("programs:interview_list", "programs.view_interview"),
    ),
    Part(
        "batches",
        FIRST_BATCH,
        _("Program, instructors and room first, then the schedule from a week's pattern."),
        BATCH_COUNT,
        Role.TRAINING_OFFICER,
        Opened("programs:batch_new", "programs.change_batch"),
        BATCHES,
    ),
    Part(
        "hearings",
        _("Selection and hearing"),
        _("Applications, ranking, decisions, telling everybody."),
        ngettext_lazy("%(count)s hearing is closed", "%(count)s hearings are closed", "count"),
        Role.BOARD_CHAIR,
        Opened("programs:selection_list", "programs.hold_hearing"),
        Opened("programs:selection_list", "programs.view_application"),
    ),
)

OF_CENTER = (
    Part(
        "roles",
        _("Users"),
        _("Everybody works under an own name; roles say who may do what."),
        ROLE_COUNT,
        Role.ADMINISTRATOR,
        USERS,
        USERS,
        all_of="needed",
    ),
    Part(
        "programs",
        _("First program"),
        _("Check its units and hours; batches can be planned only with an open program."),
        ngettext_lazy("%(count)s program is open", "%(count)s programs are open", "count"),
        Role.BLK_COORDINATOR,
        Opened("programs:program_list", "programs.change_program"),
        Opened("programs:program_list", "programs.view_program"),
    ),
    Part(
        "series",
        _("Number series"),
        _("Certificates are numbered from it; without one none can be issued."),
        ngettext_lazy("%(count)s series", "%(count)s series", "count"),
        Role.CERTIFICATE_OFFICER,
        Opened("certification:series_list", "certification.change_series"),
        Opened("certification:series_list", "certification.view_register"),
    ),
    Part(
        "templates",
        _("Certificate template"),
        _("Who signs, and which emblem is printed; another person puts it in use."),
        ngettext_lazy("%(count)s version is in use", "%(count)s versions were put in use", "count"),
        Role.CERTIFICATE_OFFICER,
        Opened("certification:template_list", "certification.change_template"),
        Opened("certification:template_list", "certification.view_template"),
    ),
    Part(
        "batches",
        FIRST_BATCH,
        _("Program, instructors and room first, then the schedule from a week's pattern."),
        BATCH_COUNT,
        Role.BLK_COORDINATOR,
        Opened("programs:batch_new", "programs.change_batch"),
        BATCHES,
    ),
    Part(
        "sessions",
        _("Schedule"),
        _("Rolls, papers and hours follow from it."),
        ngettext_lazy("%(count)s session", "%(count)s sessions", "count"),
        Role.BLK_COORDINATOR,
        Opened("programs:batch_list", "programs.change_schedule"),
        BATCHES,
    ),
    Part(
        "rolls",
        _("First roll"),
        _("On the screen, or from paper afterwards."),
        ngettext_lazy("%(count)s session is closed", "%(count)s sessions are closed", "count"),
        Role.INSTRUCTOR,
        Opened("programs:session_list", "programs.mark_attendance"),
        Opened("programs:session_list", "programs.view_attendance"),
    ),
)


def facility_rows(today: date) -> dict[str, QuerySet]:
    """What is counted for each step of a facility, whose key is the outer one."""
    here = OuterRef("pk")
    people = Person.objects.filter(facility=here)
    judged = Classification.objects.filter(person=OuterRef("pk"), replaced_at=None)
    kinds = judged.order_by().values("person").annotate(_kinds=Count("kind", distinct=True)).values("_kinds")
    return {
        "people": people,
        "agreements": Agreement.objects.filter(facility=here, valid_from__lte=today, valid_until__gte=today),
        "classified": people.annotate(_kinds=Subquery(kinds)).filter(_kinds=len(Classification.Kind)),
        "interviews": Interview.objects.filter(person__facility=here),
        "batches": Batch.objects.filter(facility=here),
        "hearings": Hearing.objects.filter(batch__facility=here, state=Hearing.State.CLOSED),
    }


def center_rows(today: date) -> dict[str, QuerySet]:
    """The same for a training center."""
    here = OuterRef("pk")
    sessions = Session.objects.filter(batch__training_center=here)
    return {
        "programs": ProgramVersion.objects.open().filter(program__training_center=here),
        "series": NumberSeries.objects.filter(training_center=here, year=today.year),
        "templates": CertificateTemplate.objects.in_use().filter(training_center=here),
        "batches": Batch.objects.filter(training_center=here),
        "sessions": sessions,
        "rolls": sessions.filter(state=Session.State.FINALIZED),
    }
