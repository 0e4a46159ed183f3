"""Certificate template versions: drafted by one person, put in use by another, then immutable."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.models import TrainingCenter, User
from certification.authority import authority_blockers
from certification.certificate_templates import template_samples
from certification.certificate_templates.emblems import emblem_of
from certification.certificate_templates.models import CertificateTemplate
from certification.certificate_templates.template_dress import template_of
from core import audit, clock
from core.errors import Blocker, refuse_if
from core.two_person_decision import second_person_blockers
from printing.box_fit import blockers_of

FIELDS = (
    "statement",
    "notes",
    "has_english",
    "statement_in_english",
    "signer_title",
    "signer_name",
    "signer_number",
    "second_title",
    "second_name",
    "second_number",
)
DEFAULTS = {name: getattr(CertificateTemplate(), name) for name in FIELDS}


def draft_of(center: TrainingCenter) -> CertificateTemplate | None:
    """The version still being edited."""
    return CertificateTemplate.objects.filter(training_center=center, adopted_at__isnull=True).first()


def start_values(center: TrainingCenter) -> dict[str, Any]:
    """Initial values of a draft: the existing draft, else the template in use, else the default texts."""
    begun = draft_of(center) or template_of(center)
    return {name: getattr(begun, name) for name in FIELDS} if begun else dict(DEFAULTS)


def change_blockers(center: TrainingCenter, *, by: User) -> list[Blocker]:
    """Why `by` may not edit this center's template."""
    return authority_blockers(by, "certification.change_template", center)


@dataclass(frozen=True)
class Composed:
    """Draft content that `compose` found printable; without `emblem` the draft keeps its own."""

    values: dict[str, Any]
    emblem: bytes | None

    def put_on(self, draft: CertificateTemplate) -> CertificateTemplate:
        """The draft with these texts and this emblem, unsaved."""
        for name, value in self.values.items():
            setattr(draft, name, value)
        if self.emblem is not None:
            draft.emblem = self.emblem
        return draft


def compose(
    center: TrainingCenter, *, by: User, emblem: bytes | None = None, without_emblem: bool = False, **values: Any
) -> Composed:
    """Re-encodes the emblem and checks that the texts can be printed. Raises `RuleViolation`.

    `emblem` is an uploaded picture; if absent, the emblem stays unless `without_emblem` is set. Takes most of a
    second, so call it before a transaction begins.
    """
    refuse_if(change_blockers(center, by=by))
    texts = {name: value.strip() if isinstance(value, str) else value for name, value in values.items()}
    drawn = emblem_of(emblem, whose=by.pk) if emblem else None
    composed = Composed(texts, b"" if without_emblem and drawn is None else drawn)
    refuse_if(_print_blockers(composed.put_on(draft_of(center) or _next_version(center))))
    return composed


@transaction.atomic
def save_draft(center: TrainingCenter, *, by: User, composed: Composed) -> CertificateTemplate:
    """Saves the draft, creating the next version if there is none; the version in use is not affected.

    Locks the center. Raises `RuleViolation`.
    """
    center = TrainingCenter.objects.select_for_update().get(pk=center.pk)
    refuse_if(change_blockers(center, by=by))
    draft = composed.put_on(draft_of(center) or _next_version(center))
    draft.changed_at, draft.changed_by = clock.now(), by
    draft.save()
    noted = {"version": draft.version, "emblem": bool(draft.emblem), **composed.values}
    audit.record("template.draft", by=by, target=draft, **noted)
    return draft


def _next_version(center: TrainingCenter) -> CertificateTemplate:
    last = CertificateTemplate.objects.filter(training_center=center).aggregate(last=Max("version"))["last"] or 0
    before = template_of(center)
    emblem = before.emblem if before else b""
    return CertificateTemplate(training_center=center, version=last + 1, emblem=emblem, **start_values(center))


def _print_blockers(template: CertificateTemplate) -> list[Blocker]:
    """Texts that do not fit on paper, or reveal where the holder was trained."""
    if not template.statement:
        return [Blocker("statement", _("Write the sentence under the name."))]
    if template.has_english and not template.statement_in_english:
        return [Blocker("english", _("Write the sentence under the name in English too."))]
    return blockers_of(template_samples.check_printable(template))


def adopt_blockers(template: CertificateTemplate, *, by: User) -> list[Blocker]:
    """Why `by` cannot put this version in use."""
    reasons = authority_blockers(by, "certification.adopt_template", template.training_center)
    if not template.is_draft:
        return [*reasons, Blocker("state", _("This version was put to use already."))]
    sentence = _("You changed this version yourself, so another person must decide.")
    return reasons + second_person_blockers(by, template.changed_by_id, sentence)


def examine(template: CertificateTemplate, *, by: User) -> datetime:
    """Checks again that the draft can be printed, and returns the time of its last change. Raises `RuleViolation`.

    Call it before a transaction begins.
    """
    refuse_if(adopt_blockers(template, by=by) or _print_blockers(template))
    return template.changed_at


@transaction.atomic
def adopt(template: CertificateTemplate, *, by: User, seen: datetime | None, examined: datetime) -> CertificateTemplate:
    """Puts the draft in use for all certificates issued from now on, and makes it immutable.

    `seen` is the last-change time of the version `by` looked at, `examined` of the one `examine` checked. Locks the
    center. Raises `RuleViolation`.
    """
    TrainingCenter.objects.select_for_update().get(pk=template.training_center_id)
    template = CertificateTemplate.objects.select_related("training_center").get(pk=template.pk)
    reasons = adopt_blockers(template, by=by)
    if not reasons and {seen, examined} != {template.changed_at}:
        reasons.append(Blocker("changed", _("The draft was changed after you looked at it. Look at it once more.")))
    refuse_if(reasons)
    template.adopted_at, template.adopted_by = clock.now(), by
    template.save(update_fields=["adopted_at", "adopted_by"])
    audit.record("template.adopt", by=by, target=template, version=template.version)
    return template


@transaction.atomic
def discard(template: CertificateTemplate, *, by: User) -> None:
    """Deletes the draft; its texts are kept in the audit. Locks the center. Raises `RuleViolation`."""
    center = TrainingCenter.objects.select_for_update().get(pk=template.training_center_id)
    template = CertificateTemplate.objects.get(pk=template.pk)
    reasons = change_blockers(center, by=by)
    if not template.is_draft:
        reasons.append(Blocker("state", _("This version was put to use already.")))
    refuse_if(reasons)
    audit.record("template.discard", by=by, target=template, version=template.version)
    template.delete()
