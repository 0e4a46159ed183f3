"""The sheet in which many people are classified with one save."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.access import requires
from accounts.models import User
from core import clock
from core.errors import Blocker, RuleViolation
from core.paging import keyset_page, without_place
from inmates.custody import classifications
from inmates.custody.custody_facts import newest_of, unclassified, with_custody
from inmates.custody.filters import ClassificationFilter, classification_ends
from inmates.custody.forms import SheetForm
from inmates.custody.views import classification_rows
from inmates.custody.views.classification_rows import SIZE, WHOLE, Summary, Typed
from inmates.people.models import Person, PersonQuerySet

STEPS = (classification_rows.FILL_PICKED, classification_rows.FILL_LACKING)


@requires("inmates.change_person")
@require_http_methods(["GET", "POST"])
def classification_sheet(request: HttpRequest) -> HttpResponse:
    """A POST fills the rows, shows what would change, or records every row in which something is chosen, or none."""
    if request.method == "GET":
        return _sheet(request)
    sent, step = classification_rows.typed(request.POST), request.POST.get("step", "")
    if step in STEPS:
        return _sheet(request, _filled(request, sent, step))
    if not sent.is_valid():
        return _sheet(request, sent, status=422)
    judgements, from_date = sent.judgements(), sent.sheet.cleaned_data["from_date"]
    try:
        if step == "preview":
            changes = classifications.changes_of(judgements, by=request.user, from_date=from_date)
            summary = classification_rows.summary_of(changes, clock.today(request.user.time_zone))
            return _sheet(request, sent, summary=summary)
        source = sent.sheet.cleaned_data["source"]
        rows = classifications.classify_all(judgements, by=request.user, from_date=from_date, source=source)
    except RuleViolation as refused:
        status = 409 if isinstance(refused, classifications.StaleJudgements) else 422
        return _sheet(request, sent, refused.reasons, status=status)
    _tell(request, len({row.person_id for row in rows}))
    # Whoever is classified now stands in the list no longer, so that its first page goes on.
    return redirect(without_place(request))


def _filled(request: HttpRequest, sent: Typed, step: str) -> Typed:
    people = list(_sent_people(request.user, sent))
    newest, today = newest_of(people), clock.today(request.user.time_zone)
    current = {person.public_id: newest[person.pk] for person in people}
    return classification_rows.filled(sent, request.POST, current, today, step=step)


def _tell(request: HttpRequest, count: int) -> None:
    sentence = ngettext("%(n)s person is classified.", "%(n)s people are classified.", count) % {"n": count}
    messages.success(request, sentence if count else _("Nothing was changed: choose a result first."))


def _people(user: User) -> PersonQuerySet:
    return with_custody(Person.objects.visible_to(user))


def _sent_people(user: User, sent: Typed) -> PersonQuerySet:
    return _people(user).filter(public_id__in=list(sent.rows)).order_by("name_sort", "pk")


def _sheet(
    request: HttpRequest,
    sent: Typed | None = None,
    reasons: Sequence[Blocker] = (),
    *,
    summary: Summary | None = None,
    status: int = 200,
) -> HttpResponse:
    today = clock.today(request.user.time_zone)
    found = ClassificationFilter(request.GET, _people(request.user), request=request)
    page = keyset_page(request, found.qs, keys=("name_sort", "pk"), size=SIZE)
    # What was typed is shown again, also of somebody whom the filter has let go meanwhile.
    people = list(_sent_people(request.user, sent)) if sent else page.rows
    rows = classification_rows.rows_of(people, newest_of(people), today, sent, reasons)
    everybody = Person.objects.visible_to(request.user)
    context = {
        "filter": found,
        "page": page,
        "rows": rows,
        "sheet": sent.sheet if sent else SheetForm(prefix=WHOLE, initial={"from_date": today}),
        "errors": classification_rows.errors_of(rows, sent, reasons),
        "summary": summary,
        "filled": sum(row.is_new for row in rows),
        "lacking": everybody.filter(unclassified(today)).count(),
        "ending": everybody.filter(classification_ends(today)).count(),
    }
    return render(request, "inmates/custody/classification_sheet.html", context, status=status)
