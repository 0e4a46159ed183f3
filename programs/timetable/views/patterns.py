"""Weekly patterns of a batch: the usual week, and dated ones."""

from datetime import date

from django.contrib import messages
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import requires
from accounts.models import User
from accounts.roles import Role
from core.errors import refuse_if
from core.seen_forms import hold_shown
from programs.batches.models import Batch, BatchStaff
from programs.batches.visible_batches import visible_batch
from programs.timetable import patterns
from programs.timetable.availability import DAYS, availability
from programs.timetable.forms.patterns import CopyForm, UsualWeekForm, WeekChangeForm, WeekForm
from programs.timetable.models.sessions import PatternSlot, WeekPattern


def _usual(batch: Batch) -> WeekPattern | None:
    return batch.patterns.filter(from_date=None).first()


def _dated(request: HttpRequest, public_id, day: date) -> WeekPattern:
    batch = visible_batch(request, public_id)
    pattern = WeekPattern.objects.filter(batch=batch, from_date=day).first()
    if pattern is None and request.method == "POST":
        # The user has seen the week: somebody has since removed it or changed its first day.
        refuse_if([patterns.gone_blocker()])
    if pattern is None:
        raise Http404
    pattern.batch = batch
    return pattern


@requires("programs.change_schedule")
@require_http_methods(["GET", "POST"])
def batch_pattern(request: HttpRequest, public_id) -> HttpResponse:
    """The usual week; `salin` names another batch whose week is copied into the form."""
    staff = Prefetch("staff", BatchStaff.objects.select_related("user"))
    batch = hold_shown(request, lambda: visible_batch(request, public_id, staff))
    copied = CopyForm(request.GET, user=request.user, batch=batch)
    pattern = copied.pattern() or _usual(batch)
    form = UsualWeekForm(request.POST or None, minutes_per_jp=batch.version.minutes_per_jp, pattern=pattern)
    if form.carry_out(lambda data: patterns.set_pattern(batch, by=request.user, slots=form.slots())):
        return redirect("programs:batch_generate", batch.public_id)
    center = User.objects.filter(training_center=batch.training_center, is_active=True).prefetch_related("groups")
    context = {
        "form": form,
        "batch": batch,
        "copy": copied,
        "weeks": batch.patterns.filter(from_date__isnull=False).prefetch_related("slots"),
        "free": availability(batch, center.with_role(Role.INSTRUCTOR)),
        "weekdays": PatternSlot.Weekday.labels[: len(DAYS)],
    }
    return render(request, "programs/timetable/batch_pattern.html", context, status=form.status)


@requires("programs.change_schedule")
@require_http_methods(["GET", "POST"])
def batch_week_new(request: HttpRequest, public_id) -> HttpResponse:
    """A new dated week, starting as a copy of the usual one."""
    batch = visible_batch(request, public_id)
    form = WeekForm(request.POST or None, minutes_per_jp=batch.version.minutes_per_jp, pattern=_usual(batch))
    if form.carry_out(
        lambda data: patterns.add_week(batch, by=request.user, days=form.wanted_days(), slots=form.slots())
    ):
        return redirect("programs:batch_generate", batch.public_id)
    return render(request, "programs/timetable/batch_week.html", {"form": form, "batch": batch}, status=form.status)


@requires("programs.change_schedule")
@require_http_methods(["GET", "POST"])
def batch_week_edit(request: HttpRequest, public_id, day: date) -> HttpResponse:
    pattern = hold_shown(request, lambda: _dated(request, public_id, day), under="batch")
    batch = pattern.batch
    initial = {"name": pattern.name, "first": pattern.from_date, "last": pattern.until}
    minutes = batch.version.minutes_per_jp
    form = WeekChangeForm(request.POST or None, minutes_per_jp=minutes, pattern=pattern, initial=initial)
    if form.carry_out(
        lambda data: patterns.change_week(pattern, by=request.user, days=form.wanted_days(), slots=form.slots())
    ):
        return redirect("programs:batch_generate", batch.public_id)
    context = {"form": form, "batch": batch, "pattern": pattern}
    return render(request, "programs/timetable/batch_week.html", context, status=form.status)


@requires("programs.change_schedule")
@require_POST
def batch_week_remove(request: HttpRequest, public_id, day: date) -> HttpResponse:
    batch = patterns.remove_week(_dated(request, public_id, day), by=request.user)
    messages.success(request, _("The week was removed. The usual week holds on these days again."))
    return redirect("programs:batch_generate", batch.public_id)
