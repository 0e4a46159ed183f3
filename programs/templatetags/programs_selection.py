from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from core.templatetags.ui import bar, per_hundred
from programs.entry_rules.ranking_parts import Part
from programs.selection.candidate_ranking import Candidate

register = template.Library()


@register.simple_tag
def score_bar(candidate: Candidate) -> SafeString:
    """The candidate's points as a bar, part by part; its label says so if a part is unknown."""
    points = {"total": candidate.known_total, "most": candidate.most}
    if candidate.total is None:
        label = _("Score so far %(total)s of %(most)s, one part is not known yet") % points
    else:
        label = _("Score %(total)s of %(most)s") % points
    return bar(label, *(per_hundred(part or 0, candidate.most) for part in candidate.parts.values()))


@register.filter
def part_label(part: str) -> str:
    """The name of a part of the score."""
    return str(Part(part).label)
