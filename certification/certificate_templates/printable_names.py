"""Checks program names against certificates when they are typed, months before the first one is printed."""

from bisect import bisect_left

from django.utils.translation import gettext as _

from certification.papers import certificate_paper
from certification.papers.paper_facts import PROGRAM
from certification.papers.paper_neutrality import neutrality_reasons
from certification.papers.paper_parts import program_row
from certification.register.models import Certificate
from core.errors import Blocker
from inmates.custody.telltale_words import office_names
from printing.box_fit import SERIF_BOLD, Ruler, composed
from printing.internal_papers import facts
from programs.catalog import program_names
from programs.catalog.models import Program

# The longest level name, since the next program of that name may have another level.
_LONGEST_LEVEL = max(Program.Level.values, key=len)


@program_names.objections_to_name.register
def name_blockers(name: str) -> list[Blocker]:
    """Why this program name would not fit on a certificate, measured like the papers themselves."""
    name = composed(name)
    reasons = [*_letters(name), *neutrality_reasons({"name": name}, office_names())]
    if not reasons and (fitting := _fitting(name)) < len(name):
        sentence = _(
            "The name has %(count)d letters, and only the first %(fitting)d fit on the papers: %(surplus)d over."
        )
        reasons = [sentence % {"count": len(name), "fitting": fitting, "surplus": len(name) - fitting}]
    return [Blocker("name", reason) for reason in reasons]


@program_names.objections_to_renaming.register
def rename_blockers(program: Program) -> list[Blocker]:
    """Certificates in preparation or issued show the program under its present name."""
    if Certificate.objects.filter(batch__version__program=program).exclude(state=Certificate.State.WITHDRAWN).exists():
        message = _("Papers carry this name already. Draft a program of its own with the other name.")
        return [Blocker("certificates", message)]
    return []


def fits(name: str) -> bool:
    """Whether a certificate can carry the name: it fits and contains no telltale word."""
    ruler = Ruler()
    certificate_paper.measure_program(ruler, {"name": composed(name)})
    return not ruler.reasons and not neutrality_reasons({"name": name})


def _letters(name: str) -> list[str]:
    ruler = Ruler()
    ruler.letters(_("The name of the program"), name, SERIF_BOLD)
    return ruler.reasons


def _fitting(name: str) -> int:
    """How many letters from the beginning there is room for, and no more than are stored."""
    lengths = range(1, min(len(name), Program.LONGEST_NAME) + 1)
    return bisect_left(lengths, True, key=lambda letters: bool(_measured(name[:letters].strip() or "x")))


def _measured(name: str) -> list[str]:
    ruler = Ruler()
    certificate_paper.measure_program(ruler, {"name": name})
    row = {"label": PROGRAM.label, "value": f"{name}, jenjang {_LONGEST_LEVEL}"}
    program_row(ruler, row)
    # Rolls, receipts and other internal papers print the program name in the left column of facts.
    facts(ruler, [{"label": "Program", "value": name}])
    return ruler.reasons
