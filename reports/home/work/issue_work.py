"""From a batch's results to its certificates: what to sign, prepare, approve, issue and hand over."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from certification.certificates.approval import changed_of
from certification.register.models import Certificate
from programs.batches.models import Batch
from programs.places.models import Enrollment
from reports.home.task import Task, waits_for


@waits_for("certification.sign_off")
def results_to_sign(user: User) -> Iterator[Task]:
    """Batches whose results are complete but not locked."""
    batches = Batch.objects.visible_to(user).filter(
        state=Batch.State.FINISHED, sign_off__isnull=True, version__is_without_assessment=False
    )
    for batch in batches.order_by("assessment_on"):
        yield Task(
            kind="info",
            icon_name="scroll-text",
            title=_("Sign off the results of %(batch)s") % {"batch": batch},
            url=reverse("certification:sign_off", args=[batch.public_id]),
            word=_("Waiting for you"),
        )


@waits_for("certification.prepare_certificate")
def certificates_to_prepare(user: User) -> Iterator[Task]:
    """Participants who have earned a certificate, or a paper of attendance, that is not prepared yet."""
    over = Q(version__is_without_assessment=True, state=Batch.State.FINISHED)
    batches = Batch.objects.visible_to(user).filter(Q(sign_off__isnull=False) | over, certificates__isnull=True)
    partial = Enrollment.objects.filter(batch=OuterRef("pk"), is_partial=True)
    for batch in batches.select_related("version").annotate(has_partial=Exists(partial)).order_by("assessment_on"):
        certify, attend = _("Prepare the certificates of %(batch)s"), _("Prepare the papers of attendance of %(batch)s")
        # Whoever takes single units may get a statement.
        papers = _("Prepare the papers of %(batch)s")
        yield Task(
            kind="info",
            icon_name="award",
            title=(papers if batch.has_partial else certify if batch.has_assessment else attend) % {"batch": batch},
            url=reverse("certification:batch_certificates", args=[batch.public_id]),
            word=_("Waiting for you"),
        )


def _certificates(user: User, **which: Any) -> Iterator[tuple[str, str, int]]:
    rows = Certificate.objects.visible_to(user).filter(**which).values("batch__public_id", "batch__name")
    for row in rows.annotate(count=Count("pk")).order_by("batch__name"):
        yield (
            reverse("certification:batch_certificates", args=[row["batch__public_id"]]),
            row["batch__name"],
            row["count"],
        )


@waits_for("certification.approve_certificate")
def certificates_to_approve(user: User) -> Iterator[Task]:
    """Prepared certificates waiting for the head."""
    for url, name, count in _certificates(user, state=Certificate.State.PREPARED):
        title = ngettext("Approve %(count)d paper", "Approve %(count)d papers", count) % {"count": count}
        yield Task(kind="info", icon_name="badge-check", title=title, url=url, note=name, word=_("Waiting for you"))


def _approved(user: User, *, changed: bool) -> Iterator[tuple[str, str, int]]:
    """Approved papers by batch: those whose wording has changed since, or those ready to be issued."""
    rows = Certificate.objects.visible_to(user).filter(state=Certificate.State.APPROVED).select_related("batch")
    found = list(rows.order_by("batch__name", "pk"))
    again = changed_of(found)
    count = Counter(one.batch for one in found if (one.pk in again) == changed)
    for batch, number in count.items():
        yield reverse("certification:batch_certificates", args=[batch.public_id]), batch.name, number


@waits_for("certification.approve_certificate")
def certificates_to_approve_again(user: User) -> Iterator[Task]:
    """Approved certificates whose wording has changed since, so that they cannot be issued."""
    for url, name, count in _approved(user, changed=True):
        title = ngettext("Approve %(count)d paper again", "Approve %(count)d papers again", count)
        yield Task(
            kind="warn",
            icon_name="badge-check",
            title=title % {"count": count},
            url=url,
            note=name,
            word=_("Waiting for you"),
        )


@waits_for("certification.approve_revocation")
def revocations_to_approve(user: User) -> Iterator[Task]:
    """Requested revocations that another person must decide."""
    asked = Certificate.objects.visible_to(user).filter(
        state=Certificate.State.ISSUED, revocation_requested_at__isnull=False
    )
    for certificate in asked.order_by("revocation_requested_at"):
        yield Task(
            kind="warn",
            icon_name="ban",
            title=_("Decide on the revocation of %(number)s") % {"number": certificate.number_text},
            url=reverse("certification:certificate_detail", args=[certificate.public_id]),
            word=_("Waiting for you"),
        )


@waits_for("certification.issue_certificate")
def certificates_to_issue(user: User) -> Iterator[Task]:
    """Approved certificates without a number that still say what was approved."""
    for url, name, count in _approved(user, changed=False):
        title = ngettext("Issue %(count)d paper", "Issue %(count)d papers", count) % {"count": count}
        yield Task(kind="info", icon_name="award", title=title, url=url, note=name, word=_("Waiting for you"))


@waits_for("certification.print_certificate")
def certificates_to_hand_over(user: User) -> Iterator[Task]:
    """Issued certificates still lying in the office."""
    issued = {"state": Certificate.State.ISSUED, "hand_over__isnull": True}
    for url, name, count in _certificates(user, **issued):
        title = ngettext("Hand over %(count)d paper", "Hand over %(count)d papers", count)
        yield Task(kind="ok", icon_name="send", title=title % {"count": count}, url=url, note=name, word=_("Issued"))
