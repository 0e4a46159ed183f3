"""The teaching journal: the page of a session, the journal of a batch, and pages still to be written."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.access import requires
from core import access, clock
from core.http import pdf_answer
from core.paging import keyset_page
from core.reasons import some_reason
from programs.batches.models import Batch
from programs.batches.visible_batches import visible_batch
from programs.journal import journal_entries, journal_pages, journal_paper
from programs.journal.forms import JournalForm, MonthForm
from programs.timetable.forms.sessions import SessionFilterForm
from programs.timetable.models.sessions import Session

RELATED = ("batch__facility", "batch__training_center", "batch__version__program")
VIEWS = ("missing", "written")


def _session(request: HttpRequest, public_id) -> Session:
    sessions = journal_pages.with_journal(Session.objects.visible_to(request.user)).select_related(*RELATED)
    return get_object_or_404(sessions, public_id=public_id)


@requires("programs.view_journal")
@require_GET
def session_journal(request: HttpRequest, public_id) -> HttpResponse:
    session = _session(request, public_id)
    page = journal_pages.page_of(session)
    return _page(request, page, JournalForm(session=session, entry=page.entry))


@requires("programs.write_journal", "programs.correct_journal")
@require_POST
def journal_save(request: HttpRequest, public_id) -> HttpResponse:
    session = _session(request, public_id)
    page = journal_pages.page_of(session)
    form = JournalForm(request.POST, session=session, entry=page.entry)
    if form.carry_out(lambda data: journal_entries.write(session, by=request.user, **data)):
        messages.success(request, _("The page of the journal is saved."))
        return redirect("programs:session_journal", session.public_id)
    return _page(request, page, form)


def _page(request: HttpRequest, page: journal_pages.Page, form: JournalForm) -> HttpResponse:
    session = page.session
    reasons = journal_entries.blockers(session, by=request.user, reason=some_reason())
    context = {
        "page": page,
        "session": session,
        "form": form,
        "reasons": reasons,
        # A substitute for one session does not see the batch.
        "sees_batch": Batch.objects.visible_to(request.user).filter(pk=session.batch_id).exists(),
    }
    return render(request, "programs/journal/session_journal.html", context, status=form.status)


def _month(request: HttpRequest, batch: Batch) -> MonthForm:
    return MonthForm(request.GET, months=journal_pages.months_of(batch), today=clock.today(batch.time_zone))


@requires("programs.view_journal")
@require_GET
def batch_journal(request: HttpRequest, public_id) -> HttpResponse:
    batch = visible_batch(request, public_id)
    form = _month(request, batch)
    pages = journal_pages.pages_of(batch, form.month())
    missing = sum(page.is_missing for page in pages)
    context = {"batch": batch, "form": form, "pages": pages, "missing": missing}
    return render(request, "programs/journal/batch_journal.html", context)


@requires("programs.view_journal")
@require_GET
def batch_journal_print(request: HttpRequest, public_id) -> HttpResponse:
    batch = visible_batch(request, public_id)
    month = _month(request, batch).month()
    content = journal_paper.sheet(batch, month, by=request.user)
    access.log(access.Kind.PRINT, batch, by=request.user, what="teaching journal")
    return pdf_answer(content, f"jurnal-mengajar-{month or batch.starts_on:%Y-%m}.pdf")


@requires("programs.view_journal")
@require_GET
def journal_list(request: HttpRequest) -> HttpResponse:
    form = SessionFilterForm(request.GET, user=request.user)
    sessions = form.apply(Session.objects.visible_to(request.user))
    view = request.GET.get("view", "")
    view = view if view in VIEWS else VIEWS[0]
    rows = journal_pages.with_journal(_of(view, sessions, request)).select_related(
        "batch__facility", "batch__training_center"
    )
    page = keyset_page(request, rows, keys=("-starts_at", "-pk"))
    pages = [journal_pages.page_of(session) for session in page.rows]
    context = {"form": form, "view": view, "page": page, "pages": pages, "tabs": _tabs(view, sessions, request)}
    return render(request, "programs/journal/journal_list.html", context)


def _of(view: str, sessions: QuerySet[Session], request: HttpRequest) -> QuerySet[Session]:
    if view == "written":
        return sessions.filter(journal__isnull=False)
    # Instructors are reminded of their own missing pages, not of a colleague's.
    if request.user.has_perm("programs.write_journal") and not journal_entries.corrects(request.user):
        sessions = sessions.filter(instructor=request.user)
    return journal_pages.missing(sessions)


def _tabs(view: str, sessions: QuerySet[Session], request: HttpRequest) -> list[dict]:
    count = _of("missing", sessions, request).count()
    labels = {"missing": f"{_('Not written')} ({count})", "written": _("Written")}
    query = request.GET.copy()
    tabs = []
    for name, label in labels.items():
        query["view"] = name
        # A cursor is valid only for the rows of one tab.
        query.pop("after", None)
        query.pop("before", None)
        tabs.append({"label": label, "url": f"?{query.urlencode()}", "current": name == view})
    return tabs
