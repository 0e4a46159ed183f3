"""Duplicate records of one person: finding them, previewing a merge, merging."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import requires
from accounts.confirming import confirmed
from core import access
from core.paging import keyset_page
from inmates.custody.custody_facts import with_custody
from inmates.custody.views.changing import person_of
from inmates.people.models import Person
from inmates.profile.views.signposts import record_now
from programs.merged_records import look_alikes, merge_preview, record_merge
from programs.merged_records.forms import MergeForm, SecondRecordForm


@requires("inmates.merge_people")
@require_GET
def merge_list(request: HttpRequest) -> HttpResponse:
    people = with_custody(look_alikes.with_look_alikes(request.user))
    page = keyset_page(request, people, keys=("name_sort", "pk"))
    access.log(access.Kind.VIEW, "inmates.person", by=request.user, what="records that look alike")
    return render(
        request,
        "programs/merged_records/merge_list.html",
        {"page": page, "pairs": look_alikes.pairs(page, request.user)},
    )


@requires("inmates.merge_people")
@require_GET
def merge_choose(request: HttpRequest, public_id) -> HttpResponse:
    person = person_of(request, public_id)
    form = SecondRecordForm(request.GET)
    words = form.cleaned_data["q"].strip() if form.is_valid() else ""
    access.log(access.Kind.VIEW, person, by=request.user, what="choice of the second record")
    context = {"person": person, "form": form, "words": words, "most": look_alikes.MOST_FOUND}
    context["pairs"] = look_alikes.pairs([person], request.user, each_once=False)
    if words:
        people = with_custody(Person.objects.visible_to(request.user).named_like(words).exclude(pk=person.pk))
        context["found"] = [(person, other) for other in people[: look_alikes.MOST_FOUND]]
    return render(request, "programs/merged_records/merge_choose.html", context)


@requires("inmates.merge_people")
@require_http_methods(["GET", "POST"])
@confirmed
def merge_record(request: HttpRequest, public_id, other) -> HttpResponse:
    people = with_custody(Person.objects.visible_to(request.user)).select_related("facility", "case_officer")
    stays = people.filter(public_id=public_id).first()
    if stays is None:
        return _merged_meanwhile(request, public_id)
    others = with_custody(look_alikes.choosable(stays, request.user)).select_related("case_officer")
    goes = get_object_or_404(others, public_id=other)
    form = MergeForm(request.POST or None)
    if request.method == "POST" and form.carry_out(
        lambda data: merge_preview.merge_as_shown(stays, goes=goes, by=request.user, **data)
    ):
        messages.success(request, _("The two records are one now."))
        return redirect("inmates:detail", stays.public_id)
    for person in (stays, goes):
        access.log(access.Kind.VIEW, person, by=request.user, what="merge of two records")
    reasons = record_merge.blockers(stays, goes)
    # Read only to show the page: a merge reads everything again under lock.
    shown = merge_preview.preview(stays, goes)
    form.showing(shown.mark)
    context = {"person": stays, "goes": goes, "form": form, "reasons": reasons, "rows": shown.rows}
    if not reasons:
        context |= {"counted": shown.counted, "effects": shown.effects}
    return render(request, "programs/merged_records/merge_record.html", context, status=form.status)


def _merged_meanwhile(request: HttpRequest, public_id) -> HttpResponse:
    """Somebody else has merged the record meanwhile: redirects to the one that replaced it."""
    now = record_now(request.user, public_id)
    messages.warning(request, _("One of the two records was merged already."))
    return redirect("inmates:detail", now.public_id)
