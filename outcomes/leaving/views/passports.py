"""Skill passports: of people in custody for their officers, of participants for the training center; and CVs."""

from dataclasses import asdict
from datetime import date

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import requires
from certification.sealing import holder_papers
from core import access, clock
from core.errors import Blocker, RuleViolation
from core.forms import MOST_SOUGHT
from core.http import or_404, pdf_answer, typed
from core.paging import keyset_page
from inmates.people.models import Person
from inmates.profile.released_people import released_by
from outcomes.leaving import curriculum_vitae, cv_paper, passport_paper, sealed_passport, skill_passport
from outcomes.leaving.curriculum_vitae import CvWords
from outcomes.leaving.forms import CvForm
from outcomes.leaving.skill_passport import Passport
from programs.places.models import Enrollment


def _places(request: HttpRequest) -> QuerySet[Enrollment]:
    """A facility learns of no public class; a training center does not learn which of its classes are."""
    return _scoped(request, skill_passport.places_with_units(request.user))


def _scoped(request: HttpRequest, places: QuerySet[Enrollment]) -> QuerySet[Enrollment]:
    return places.of_facilities() if request.user.facility_id else places


def _people(request: HttpRequest) -> QuerySet[Person]:
    people = Person.objects.visible_to(request.user) if request.user.facility_id else Person.objects.all()
    return people.filter(pk__in=_places(request).order_by().values("person"))


@requires("outcomes.view_passport")
@require_GET
def passport_list(request: HttpRequest) -> HttpResponse:
    words = typed(request.GET, "q", most=MOST_SOUGHT)
    people = _people(request).named_like(words) if words else _people(request)
    page = keyset_page(request, people, keys=("name_sort", "pk"))
    places = _places(request).filter(person__in=page.rows).select_related("batch__version__program")
    trained = skill_passport.newest_by_person(places)
    sealed = holder_papers.with_sealed([place.pk for place in trained.values()], by=request.user)
    rows = [(person, trained[person.pk], trained[person.pk].pk in sealed) for person in page.rows]
    context = {"page": page, "rows": rows, "words": words}
    return render(request, "outcomes/leaving/passport_list.html", context)


def _passport(request: HttpRequest, public_id) -> tuple[Passport, Enrollment, date]:
    """What the passport tells today, and the newest place of it; 404 for whoever may not print it."""
    places = _places(request).filter(person__public_id=public_id)
    related = ("person", "batch__version__program", "batch__training_center")
    found = list(places.select_related(*related).order_by("-batch__ends_on", "-pk"))
    if not found or not _may_read(request, found[0].person):
        raise Http404
    short = _scoped(request, skill_passport.short_courses(request.user))
    today = clock.today(request.user.time_zone)
    passport = or_404(skill_passport.passport_of(found, found[0].batch.training_center, on=today, short=short))
    return passport, found[0], today


@requires("outcomes.view_passport")
@require_GET
def passport_print(request: HttpRequest, public_id) -> HttpResponse:
    """The sealed file if there is one that tells what is known today, else the sheet without a seal."""
    passport, place, today = _passport(request, public_id)
    kept = sealed_passport.sealed(passport, place, by=request.user, today=today)
    content = bytes(kept.content) if kept else passport_paper.sheet(passport, today=today)
    access.log(access.Kind.EXPORT, passport.person, by=request.user, what="skill passport")
    return pdf_answer(content, passport_paper.FILE_NAME)


@requires("outcomes.view_passport")
@require_POST
def passport_seal(request: HttpRequest, public_id) -> HttpResponse:
    """Has the passport sealed and opens it; without the signer it opens unsealed and says so."""
    passport, place, today = _passport(request, public_id)
    sealed_passport.have_sealed(passport, place, by=request.user, today=today)
    return redirect("outcomes:passport_print", public_id)


@requires("outcomes.view_passport")
@require_GET
def passport_signed(request: HttpRequest, public_id) -> HttpResponse:
    """The signed file beside a sealed passport."""
    passport, place, today = _passport(request, public_id)
    kept = sealed_passport.sealed(passport, place, by=request.user, today=today)
    if kept is None:
        sentence = _("This passport has no seal, so there is no signed file. Print it first; the signer may be away.")
        raise RuleViolation(Blocker("no_seal", sentence))
    content = sealed_passport.signed_file(kept)
    access.log(access.Kind.EXPORT, passport.person, by=request.user, what="skill passport")
    headers = {"Content-Disposition": f'attachment; filename="{sealed_passport.SIGNED_NAME}"'}
    return HttpResponse(content, content_type="application/jwt", headers=headers)


def _may_read(request: HttpRequest, person: Person) -> bool:
    """A facility prints for its own people and for those who left from it; case officers for their wards."""
    user = request.user
    if not user.facility_id or Person.objects.visible_to(user).filter(pk=person.pk).exists():
        return True
    return released_by(user).filter(pk=person.pk).exists()


def _ward(request: HttpRequest, public_id) -> Person:
    people = Person.objects.visible_to(request.user).select_related("facility")
    here = people.filter(public_id=public_id).first()
    return here or get_object_or_404(released_by(request.user), public_id=public_id)


@requires("outcomes.change_curriculumvitae")
@require_http_methods(["GET", "POST"])
def cv_edit(request: HttpRequest, public_id) -> HttpResponse:
    person = _ward(request, public_id)
    kept = curriculum_vitae.last_saved(person)
    words = _kept_words(kept) if kept else curriculum_vitae.known_words(person, reader=request.user)
    form = CvForm(request.POST or None, initial=asdict(words))
    if form.carry_out(lambda data: curriculum_vitae.save_cv(person, by=request.user, words=CvWords(**data))):
        messages.success(request, _("The CV is kept and can be printed."))
        return redirect("outcomes:cv_edit", person.public_id)
    access.log(access.Kind.VIEW, person, by=request.user, what="cv")
    context = {"person": person, "form": form, "kept": kept}
    return render(request, "outcomes/leaving/cv_form.html", context, status=form.status)


@requires("outcomes.change_curriculumvitae")
@require_GET
def cv_print(request: HttpRequest, public_id) -> HttpResponse:
    person = _ward(request, public_id)
    kept = or_404(curriculum_vitae.last_saved(person))
    access.log(access.Kind.PRINT, person, by=request.user, what="cv")
    return pdf_answer(cv_paper.sheet(person, _kept_words(kept)), cv_paper.FILE_NAME)


def _kept_words(kept) -> CvWords:
    return CvWords(**{name: getattr(kept, name) for name in CvWords.__dataclass_fields__})
