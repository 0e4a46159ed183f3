"""The template of a center's certificates: drafted by one person, put to use by another, and from then on fixed."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.models import TrainingCenter, User
from certification.authority import authority_blockers
from certification.issue import sampling
from certification.issue.dressing import template_of
from certification.issue.emblems import emblem_of
from certification.models import CertificateTemplate
from core import audit, clock
from core.errors import Blocker, refuse_if
from core.printing.measuring import blockers_of

FIELDS = (
    "statement", "notes", "has_english", "statement_in_english", "signer_title", "signer_name", "signer_number",
    "second_title", "second_name", "second_number",
)  # fmt: skip
DEFAULTS = {name: getattr(CertificateTemplate(), name) for name in FIELDS}


def draft_of(center: TrainingCenter) -> CertificateTemplate | None:
    """The version that is still being worked at."""
    return CertificateTemplate.objects.filter(training_center=center, adopted_at__isnull=True).first()


def start_values(center: TrainingCenter) -> dict[str, Any]:
    """What a draft begins with: the draft as it stands, else the template in use, else the plain words."""
    begun = draft_of(center) or template_of(center)
    return {name: getattr(begun, name) for name in FIELDS} if begun else dict(DEFAULTS)


def change_blockers(center: TrainingCenter, *, by: User) -> list[Blocker]:
    """Why `by` may not work at the template of this center."""
    return authority_blockers(by, "certification.change_template", center)


@transaction.atomic
def save_draft(
    center: TrainingCenter, *, by: User, emblem: bytes | None = None, without_emblem: bool = False, **values: Any
) -> CertificateTemplate:
    """Writes the draft, making the next version when there is none; what is in use stays as it is.

    `emblem` is a picture as it was uploaded; without one the emblem stays, unless `without_emblem`. Locks the center.
    Raises `RuleViolation`, also when a certificate of it could not be printed.
    """
    center = TrainingCenter.objects.select_for_update().get(pk=center.pk)
    refuse_if(change_blockers(center, by=by))
    draft = draft_of(center) or _next_version(center)
    for name, value in values.items():
        setattr(draft, name, value.strip() if isinstance(value, str) else value)
    if emblem:
        draft.emblem = emblem_of(emblem)
    elif without_emblem:
        draft.emblem = b""
    draft.changed_at, draft.changed_by = clock.now(), by
    refuse_if(_print_blockers(draft))
    draft.save()
    audit.record("template.draft", by=by, target=draft, version=draft.version, emblem=bool(draft.emblem), **values)
    return draft


def _next_version(center: TrainingCenter) -> CertificateTemplate:
    last = CertificateTemplate.objects.filter(training_center=center).aggregate(last=Max("version"))["last"] or 0
    before = template_of(center)
    emblem = before.emblem if before else b""
    return CertificateTemplate(training_center=center, version=last + 1, emblem=emblem, **start_values(center))


def _print_blockers(template: CertificateTemplate) -> list[Blocker]:
    """What does not fit the paper, or would tell where its holder was trained."""
    if not template.statement:
        return [Blocker("statement", _("Write the sentence under the name."))]
    if template.has_english and not template.statement_in_english:
        return [Blocker("english", _("Write the sentence under the name in English too."))]
    return blockers_of(sampling.check_printable(template))


def adopt_blockers(template: CertificateTemplate, *, by: User) -> list[Blocker]:
    """Why `by` cannot put this version to use."""
    reasons = authority_blockers(by, "certification.adopt_template", template.training_center)
    if not template.is_draft:
        reasons.append(Blocker("state", _("This version was put to use already.")))
    elif template.changed_by_id == by.pk:
        reasons.append(Blocker("four_eyes", _("You changed this version yourself, so another person must decide.")))
    return reasons


@transaction.atomic
def adopt(template: CertificateTemplate, *, by: User, seen: datetime | None) -> CertificateTemplate:
    """Puts the draft to use: every certificate issued from now on looks like it, and it never changes again.

    `seen` is the moment of the last change of what `by` looked at. Locks the center. Raises `RuleViolation`.
    """
    TrainingCenter.objects.select_for_update().get(pk=template.training_center_id)
    template = CertificateTemplate.objects.select_related("training_center").get(pk=template.pk)
    reasons = adopt_blockers(template, by=by)
    if not reasons and template.changed_at != seen:
        reasons.append(Blocker("changed", _("The draft was changed after you looked at it. Look at it once more.")))
    refuse_if(reasons or _print_blockers(template))
    template.adopted_at, template.adopted_by = clock.now(), by
    template.save(update_fields=["adopted_at", "adopted_by"])
    audit.record("template.adopt", by=by, target=template, version=template.version)
    return template


@transaction.atomic
def discard(template: CertificateTemplate, *, by: User) -> None:
    """Throws the draft away; its words stay in the audit. Locks the center. Raises `RuleViolation`."""
    center = TrainingCenter.objects.select_for_update().get(pk=template.training_center_id)
    template = CertificateTemplate.objects.get(pk=template.pk)
    reasons = change_blockers(center, by=by)
    if not template.is_draft:
        reasons.append(Blocker("state", _("This version was put to use already.")))
    refuse_if(reasons)
    audit.record("template.discard", by=by, target=template, version=template.version)
    template.delete()
