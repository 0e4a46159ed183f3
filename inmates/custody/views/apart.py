"""People to be kept apart from a person: the list, adding a pair, ending one. Never why."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import requires
from core import access, clock
from core.http import as_uuid
from inmates.custody import people_apart
from inmates.custody.custody_facts import with_custody
from inmates.custody.forms import KeepApartForm, KeepApartSearchForm, PairEndForm
from inmates.custody.models.circumstances import NonAssociation
from inmates.custody.people_search import found_by
from inmates.custody.views.changing import change_page, person_of
from inmates.people.models import Person

MOST_FOUND = 20


@requires("inmates.view_non_association")
@require_GET
def apart_list(request: HttpRequest, public_id) -> HttpResponse:
    person = person_of(request, public_id)
    access.log(access.Kind.VIEW, person, by=request.user, what="people to be kept apart")
    context = {"person": person, "pairs": _pairs(person)}
    return render(request, "inmates/custody/apart_list.html", context)


def _pairs(person: Person) -> list[NonAssociation]:
    """The pairs with `person`; the other person has number and housing. Two queries."""
    pairs = list(people_apart.shown_pairs(person))
    # People elsewhere too: the pair was recorded when both were here and applies wherever they are.
    others = with_custody(Person.objects.all()).in_bulk([pair.other(person).pk for pair in pairs])
    for pair in pairs:
        pair.person = others[pair.other(person).pk]
    return pairs


@requires("inmates.change_non_association")
@require_http_methods(["GET", "POST"])
def apart_add(request: HttpRequest, public_id) -> HttpResponse:
    """Searches for the other person first, then records the pair; both steps share one URL and need no script."""
    person = person_of(request, public_id)
    others = with_custody(Person.objects.visible_to(request.user).exclude(pk=person.pk))
    if "other" not in request.GET:
        return _search(request, person, others)
    other = get_object_or_404(others, public_id=as_uuid(request.GET["other"]))
    initial = {"from_date": clock.today(request.user.time_zone)}
    form = KeepApartForm(request.POST or None, person=person, initial=initial)
    if form.carry_out(lambda values: people_apart.keep_apart(person, other=other, by=request.user, **values)):
        messages.success(request, _("%(name)s and %(other)s are kept apart from now on.") % _names(person, other))
        return redirect("inmates:apart_list", person.public_id)
    context = {"person": person, "other": other, "form": form}
    return render(request, "inmates/custody/apart_add.html", context, status=form.status)


def _search(request: HttpRequest, person: Person, others) -> HttpResponse:
    form = KeepApartSearchForm(request.GET)
    words = form.cleaned_data["q"].strip() if form.is_valid() else ""
    found = list(found_by(words, others, request.user.facility)[:MOST_FOUND]) if words else []
    context = {"person": person, "form": form, "words": words, "people": found, "most": MOST_FOUND}
    return render(request, "inmates/custody/apart_search.html", context)


def _names(person: Person, other: Person) -> dict:
    return {"name": person.full_name, "other": other.full_name}


@requires("inmates.change_non_association")
@require_http_methods(["GET", "POST"])
def apart_end(request: HttpRequest, public_id, pair: UUID) -> HttpResponse:
    person = person_of(request, public_id)
    found = get_object_or_404(people_apart.shown_pairs(person), public_id=pair)
    name = found.other(person).full_name

    def end(_person, *, by, until):
        return people_apart.end(found, by=by, until=until)

    return change_page(
        request,
        public_id,
        PairEndForm,
        end,
        heading=_("End keeping apart"),
        text=_("From the next day on %(name)s and this person may be together.") % {"name": name},
        initial={"until": clock.today(request.user.time_zone)},
        back="inmates:apart_list",
    )
