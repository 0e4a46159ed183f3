"""Words of jobs that count as work in the trade."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.access import requires
from core import clock
from outcomes.followup import job_words
from outcomes.followup.forms.job_words import EndWordForm, JobWordForm
from outcomes.followup.models.job_words import JobWord


@requires("outcomes.follow_up")
@require_http_methods(["GET", "POST"])
def job_word_list(request: HttpRequest) -> HttpResponse:
    user, today = request.user, clock.today(request.user.time_zone)
    form = JobWordForm(request.POST or None, initial={"valid_from": today})
    if form.carry_out(lambda data: job_words.add_words(by=user, **data)):
        count = len(form.result)
        told = ngettext("%(count)d word counts from its day on.", "%(count)d words count from their day on.", count)
        messages.success(request, told % {"count": count})
        return redirect("outcomes:job_words")
    context = {"form": form, "vocations": job_words.listed(user.training_center, today), "today": today}
    return render(request, "outcomes/followup/job_words.html", context, status=form.status)


@requires("outcomes.follow_up")
@require_http_methods(["GET", "POST"])
def job_word_end(request: HttpRequest, public_id) -> HttpResponse:
    user = request.user
    row = get_object_or_404(JobWord.objects.visible_to(user).select_related("vocation"), public_id=public_id)
    form = EndWordForm(request.POST or None, initial={"ends_on": clock.today(user.time_zone)})
    if form.carry_out(lambda data: job_words.end_word(row, by=user, **data)):
        messages.success(request, _("The word ends. What was told before stays as it is."))
        return redirect("outcomes:job_words")
    back = reverse("outcomes:job_words")
    crumbs = [{"url": back, "label": _("Words of jobs")}]
    title = _("End the word “%(word)s”") % {"word": row.word}
    context = {"form": form, "title": title, "back": back, "crumbs": crumbs, "button": _("End it")}
    return render(request, "programs/command_form.html", context, status=form.status)
