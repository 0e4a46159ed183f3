"""A program with its entry rules; drafting, previewing and activating a facility's rules and weights."""

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import requires
from core import access, clock
from core.seen_forms import hold_shown
from core.slicing import slice_page
from programs.catalog import program_versions
from programs.catalog.models import Program, ProgramVersion
from programs.entry_rules import ladders, rule_preview, rule_sets
from programs.entry_rules import verdicts as entry_rules
from programs.entry_rules.findings import Verdict
from programs.entry_rules.forms import DraftForceForm, PartsForm, ScaleForm
from programs.entry_rules.models import EntryRuleSet, RankingScale
from programs.entry_rules.ranking_parts import USUAL_WEIGHTS, Part


def _version(request: HttpRequest, public_id) -> ProgramVersion:
    versions = ProgramVersion.objects.visible_to(request.user).select_related("program__vocation")
    return get_object_or_404(versions, public_id=public_id)


def _rules(request: HttpRequest, public_id) -> EntryRuleSet:
    """A set of the user's facility, or the default of a program the facility can see."""
    visible = EntryRuleSet.objects.visible_to(request.user).select_related("version__program", "facility", "decided_by")
    versions = ProgramVersion.objects.visible_to(request.user)
    return get_object_or_404(visible.filter(version__in=versions), public_id=public_id)


@requires("programs.view_program")
@require_GET
def program_detail(request: HttpRequest, public_id) -> HttpResponse:
    """A program, one of its versions (`versi`, or the open one) and that version's entry rules."""
    related = ("vocation", "training_center")
    program = get_object_or_404(Program.objects.visible_to(request.user).select_related(*related), public_id=public_id)
    versions = list(program.versions.annotate(batches_count=Count("batches")))
    opened = next((v for v in versions if v.state == ProgramVersion.State.OPEN), versions[0])
    asked = request.GET.get("versi", "")
    version = next((v for v in versions if str(v.number) == asked), opened)
    units = list(version.units.prefetch_related("criteria"))
    today = clock.today(request.user.time_zone)
    context = {
        "program": program,
        "versions": versions,
        "version": version,
        "units": units,
        "units_jp": sum(unit.jp for unit in units),
        "blockers": program_versions.opening_blockers(version) if version.state == ProgramVersion.State.DRAFT else [],
        "is_frozen": program_versions.is_frozen(version),
        "rules": entry_rules.requirements(version, facility=request.user.facility, on=today),
        "rungs": ladders.ladder(ladders.rungs(request.user, on=today), program.vocation_id),
    }
    return render(request, "programs/entry_rules/program_detail.html", context)


@requires("programs.view_application")
@require_GET
def entry_rules_detail(request: HttpRequest, public_id) -> HttpResponse:
    version, facility = _version(request, public_id), request.user.facility
    today = clock.today(facility.time_zone)
    sets = EntryRuleSet.objects.visible_to(request.user).filter(version=version).select_related("decided_by")
    scales = RankingScale.objects.visible_to(request.user).filter(version=version).select_related("decided_by")
    current, scale = (
        rule_sets.current_set(version, facility, on=today),
        rule_sets.current_scale(version, facility, on=today),
    )
    points = scale.points if scale else USUAL_WEIGHTS
    context = {
        "version": version,
        "current": current,
        "sentences": entry_rules.sentences(current.parts if current else {}),
        "draft": sets.filter(state=EntryRuleSet.State.DRAFT).first(),
        "sets": sets.exclude(state=EntryRuleSet.State.DRAFT).order_by("-number"),
        "scales": scales.order_by("-number"),
        "scale": scale,
        "points": [(part.label, points.get(part.value, 0)) for part in Part],
    }
    return render(request, "programs/entry_rules/entry_rules_detail.html", context)


@requires("programs.change_entry_rule")
@require_http_methods(["GET", "POST"])
def entry_rules_edit(request: HttpRequest, public_id) -> HttpResponse:
    """Saves a draft, which can be previewed against today's people before it takes effect."""
    version, user = hold_shown(request, lambda: _version(request, public_id)), request.user
    known = EntryRuleSet.objects.filter(version=version, facility=user.facility, state=EntryRuleSet.State.DRAFT).first()
    known = known or rule_sets.current_set(version, user.facility, on=clock.today(user.time_zone))
    # A new draft starts from the current rules, so that changing one part does not mean re-entering all fifteen.
    form = PartsForm(request.POST or None, user=user, parts=known.parts if known else {})
    if request.method == "POST" and form.carry_out(
        lambda data: rule_sets.draft(version, by=user, facility=user.facility, parts=form.parts())
    ):
        return redirect("programs:entry_rule_set", form.result.public_id)
    context = {"version": version, "form": form}
    return render(request, "programs/entry_rules/entry_rules_edit.html", context, status=form.status)


@requires("programs.view_application")
@require_GET
def entry_rule_set(request: HttpRequest, public_id) -> HttpResponse:
    return _set_page(request, _rules(request, public_id), None)


def _set_page(request: HttpRequest, rules: EntryRuleSet, form: DraftForceForm | None) -> HttpResponse:
    facility = request.user.facility
    today = clock.today(facility.time_zone)
    batch = rule_preview.batch_to_ask_for(rules.version, facility, on=today)
    counts = rule_preview.counts(rule_preview.preview(rules, batch, on=today))
    is_draft = rules.state == EntryRuleSet.State.DRAFT
    sentences = entry_rules.sentences(rules.parts)
    if is_draft and form is None:
        form = DraftForceForm(sentences=sentences, initial={"valid_from": today})
    context = {
        "rules": rules,
        "batch": batch,
        "counts": counts,
        "sentences": sentences,
        "form": form,
        "is_draft": is_draft,
    }
    return render(request, "programs/entry_rules/entry_rule_set.html", context, status=form.status if form else 200)


@requires("programs.view_application")
@require_GET
def entry_rule_people(request: HttpRequest, public_id) -> HttpResponse:
    """The people behind one number of the preview, each with all answers."""
    rules, facility = _rules(request, public_id), request.user.facility
    today = clock.today(facility.time_zone)
    batch = rule_preview.batch_to_ask_for(rules.version, facility, on=today)
    found = rule_preview.preview(rules, batch, on=today)
    asked = request.GET.get("hasil")
    verdict = Verdict(asked) if asked in Verdict.values else Verdict.MEETS
    chosen = [one for one in found if one.verdict == verdict]
    context = {
        "rules": rules,
        "batch": batch,
        "verdict": verdict,
        "counts": rule_preview.counts(found),
        "tabs": _verdict_tabs(rule_preview.counts(found), verdict),
        "page": slice_page(request, chosen, key=lambda one: one.person.public_id),
    }
    access.log(access.Kind.VIEW, rules, by=request.user, what="people under entry rules")
    return render(request, "programs/entry_rules/entry_rule_people.html", context)


def _verdict_tabs(counts: dict[str, int], chosen: Verdict) -> list[dict]:
    return [
        {"label": f"{one.label} ({counts[one.value]})", "url": f"?hasil={one.value}", "current": one == chosen}
        for one in Verdict
    ]


@requires("programs.change_entry_rule")
@require_POST
def entry_rule_force(request: HttpRequest, public_id) -> HttpResponse:
    rules = hold_shown(request, lambda: _rules(request, public_id), under="version")
    form = DraftForceForm(request.POST, sentences=entry_rules.sentences(rules.parts))
    if form.carry_out(lambda data: rule_sets.put_in_force(rules, by=request.user, **data)):
        messages.success(request, _("The entry rules are put in force. Earlier decisions keep theirs."))
        return redirect("programs:entry_rules", rules.version.public_id)
    return _set_page(request, rules, form)


@requires("programs.change_entry_rule")
@require_POST
def entry_rule_discard(request: HttpRequest, public_id) -> HttpResponse:
    rules = _rules(request, public_id)
    version = rules.version
    rule_sets.discard(rules, by=request.user)
    messages.success(request, _("The draft is thrown away."))
    return redirect("programs:entry_rules", version.public_id)


@requires("programs.change_entry_rule")
@require_http_methods(["GET", "POST"])
def ranking_scale_edit(request: HttpRequest, public_id) -> HttpResponse:
    version, user = hold_shown(request, lambda: _version(request, public_id)), request.user
    today = clock.today(user.time_zone)
    scale = rule_sets.current_scale(version, user.facility, on=today)
    points = scale.points if scale else None
    form = ScaleForm(request.POST or None, points=points, initial={"valid_from": today})
    if request.method == "POST" and form.carry_out(lambda data: _set_scale(version, user, form)):
        messages.success(request, _("The weights of the ranking are set."))
        return redirect("programs:entry_rules", version.public_id)
    back = reverse("programs:entry_rules", args=[version.public_id])
    context = {
        "form": form,
        "title": _("Weights of the ranking"),
        "crumbs": [{"label": _("Entry rules"), "url": back}],
        "facts": [version.program.name],
        "note": _("How many points each part can give at most. The ranking orders candidates; it decides on nobody."),
        "button": _("Set the weights"),
        "back": back,
    }
    return render(request, "programs/command_form.html", context, status=form.status)


def _set_scale(version: ProgramVersion, user, form: ScaleForm) -> RankingScale:
    day, reason = form.cleaned_data["valid_from"], form.cleaned_data["reason"]
    return rule_sets.set_scale(
        version, by=user, facility=user.facility, points=form.points(), valid_from=day, reason=reason
    )
