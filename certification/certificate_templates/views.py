"""Certificate templates: versions, draft, previews with hard names, putting a version in use."""

from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import requires
from accounts.confirming import confirmed
from accounts.models import TrainingCenter
from certification.certificate_templates import template_dress, template_samples, template_versions
from certification.certificate_templates.forms import TemplateForm
from certification.certificate_templates.models import CertificateTemplate
from core.http import pdf_answer, typed
from core.idempotency import outcome_of, reads_first
from core.seen_forms import hold_shown
from printing.box_fit import blockers_of

RELATED = ("training_center", "changed_by", "adopted_by")


def visible_template(request: HttpRequest, public_id) -> CertificateTemplate:
    own = CertificateTemplate.objects.visible_to(request.user).select_related(*RELATED)
    return get_object_or_404(own, public_id=public_id)


@requires("certification.view_template")
@require_GET
def template_list(request: HttpRequest) -> HttpResponse:
    center = request.user.training_center
    rows = CertificateTemplate.objects.visible_to(request.user).select_related(*RELATED).defer("emblem")
    context = {
        "rows": rows[:50],
        "current": template_dress.template_of(center),
        "draft": template_versions.draft_of(center),
    }
    return render(request, "certification/certificate_templates/template_list.html", context)


def _compose(request: HttpRequest) -> template_versions.Composed | None:
    center = request.user.training_center
    form = TemplateForm(request.POST, request.FILES, initial=template_versions.start_values(center))
    return template_versions.compose(center, by=request.user, **form.values()) if form.is_valid() else None


@requires("certification.change_template")
@require_http_methods(["GET", "POST"])
@reads_first(_compose)
def template_edit(request: HttpRequest) -> HttpResponse:
    user = request.user
    center = hold_shown(request, lambda: get_object_or_404(TrainingCenter, pk=user.training_center_id))
    form = TemplateForm(request.POST or None, request.FILES or None, initial=template_versions.start_values(center))
    if form.carry_out(lambda data: template_versions.save_draft(center, by=user, composed=outcome_of(request))):
        messages.success(request, _("The draft was saved. Look at its samples, then let the head put it to use."))
        return redirect("certification:template_detail", form.result.public_id)
    return render(request, "certification/certificate_templates/template_edit.html", {"form": form}, status=form.status)


@requires("certification.view_template")
@require_GET
def template_detail(request: HttpRequest, public_id) -> HttpResponse:
    template, user = visible_template(request, public_id), request.user
    may_adopt = template.is_draft and user.has_perm("certification.adopt_template")
    asked = request.GET.get("contoh", "")
    shown = asked if asked in template_samples.SAMPLES else template_samples.SHOWN_FIRST
    context = {
        "template": template,
        "shown": shown,
        "unprintable": blockers_of(template_samples.reasons(template, template_samples.SAMPLES[shown])),
        "programs": template_samples.unprintable_programs(template.training_center),
        "current": template_dress.template_of(user.training_center),
        # In ISO format because the displayed time omits seconds.
        "seen": template.changed_at.isoformat(),
        "samples": template_samples.SAMPLES,
        "blockers": template_versions.adopt_blockers(template, by=user) if may_adopt else [],
        "may_adopt": may_adopt,
    }
    return render(request, "certification/certificate_templates/template_detail.html", context)


@requires("certification.view_template")
@require_GET
def template_sample(request: HttpRequest, public_id, sample: str) -> HttpResponse:
    if sample not in template_samples.SAMPLES:
        raise Http404
    template = visible_template(request, public_id)
    return pdf_answer(template_samples.preview_pdf(template, template_samples.SAMPLES[sample]), "contoh.pdf")


@requires("certification.view_template")
@require_GET
def template_picture(request: HttpRequest, public_id, sample: str) -> HttpResponse:
    if sample not in template_samples.SAMPLES:
        raise Http404
    template = visible_template(request, public_id)
    return HttpResponse(
        template_samples.preview_png(template, template_samples.SAMPLES[sample]), content_type="image/png"
    )


def _examine(request: HttpRequest, public_id) -> datetime:
    return template_versions.examine(visible_template(request, public_id), by=request.user)


@requires("certification.adopt_template")
@require_POST
@reads_first(_examine)
@confirmed
def template_adopt(request: HttpRequest, public_id) -> HttpResponse:
    seen = parse_datetime(typed(request.POST, "seen", most=40))
    draft, examined = visible_template(request, public_id), outcome_of(request)
    template = template_versions.adopt(draft, by=request.user, seen=seen, examined=examined)
    text = _("Version %(version)d is in use. What is issued from now on looks like it.")
    messages.success(request, text % {"version": template.version})
    return redirect("certification:template_list")


@requires("certification.change_template")
@require_POST
def template_discard(request: HttpRequest, public_id) -> HttpResponse:
    template_versions.discard(visible_template(request, public_id), by=request.user)
    messages.success(request, _("The draft was thrown away."))
    return redirect("certification:template_list")
