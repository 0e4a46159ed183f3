"""A page with every part of the look, which the product itself does not serve, and the data it shows."""

import datetime
import uuid
import zoneinfo
from pathlib import Path

from django import forms
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.test import RequestFactory

from accounts.models import Facility, User
from core.errors import Blocker
from core.forms import LocalDateField, LocalTimeField
from core.listing import Column, Listing, ListPage
from core.models import Job, JobItem
from core.paging import KeysetPage

NOW = datetime.datetime(2026, 11, 23, 9, 12, tzinfo=zoneinfo.ZoneInfo("Asia/Makassar"))
CHOICES = [("a", "First"), ("b", "Second")]


LIST = Listing(
    title="People",
    subject="person",
    what="list of the look",
    usual="name",
    columns=(
        Column("name", "Name", str, ("name",)),
        Column("days", "Days", order=("days",), kind="num"),
        Column("score", "Score"),
        Column("leaves", "Leaves"),
    ),
)


class EveryFieldForm(forms.Form):
    """One field of each kind that pages use."""

    name = forms.CharField(label="Name", help_text="As in the register.")
    reason = forms.CharField(label="Reason", widget=forms.Textarea(attrs={"rows": 2}), min_length=10)
    kind = forms.ChoiceField(label="Kind", choices=CHOICES)
    way = forms.ChoiceField(label="Way", choices=CHOICES, widget=forms.RadioSelect, help_text="One of them.")
    trades = forms.MultipleChoiceField(label="Trades", choices=CHOICES, widget=forms.CheckboxSelectMultiple)
    agreed = forms.BooleanField(label="Agreed", help_text="In writing.")
    scan = forms.FileField(label="Scan", required=False)
    start = LocalDateField(label="Start")
    hour = LocalTimeField(label="Hour", required=False)
    batch = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean(self) -> None:
        self.add_error(None, "The two days do not fit together.")


class FilterForm(forms.Form):
    q = forms.CharField(label="Name", required=False)
    kind = forms.ChoiceField(label="Kind", choices=CHOICES, required=False)
    since = LocalDateField(label="Since", required=False)
    open = forms.BooleanField(label="Open only", required=False)


def job(**fields) -> Job:
    defaults = {"public_id": uuid.UUID(int=1), "title": "Import", "total": 14, "done": 8, "state": Job.State.RUNNING}
    return Job(**{**defaults, **fields})


def context() -> dict:
    """What the page of all parts shows, with a form that was sent wrongly."""
    return {
        "now": NOW,
        "form": EveryFieldForm({"name": "Ahmad", "reason": "short", "start": "31/02/2026"}),
        "filters": FilterForm({"since": "tomorrow"}, auto_id="filter_%s"),
        "tabs": [{"label": "Summary", "url": "#", "current": True}, {"label": "Marks", "url": "#"}],
        "facts": [{"label": "Place", "value": "Workshop"}, {"label": "Ends", "value": None}],
        "steps": [
            {"name": "Checked", "note": "20 Nov", "state": "done"},
            {"name": "Approved", "note": "today", "state": "now"},
            {"name": "Issued", "note": "not yet", "state": "todo"},
        ],
        "rows": [{"label": "Class", "value": "Welding", "note": "4/2026", "url": "#"}, {"label": "Ends", "value": ""}],
        "kinds": ["ok", "info", "warn", "bad", "quiet", "moved"],
        "notices": ["success", "info", "warning", "error"],
        "events": [
            {"title": "Started", "date": NOW, "note": "rank 3", "is_key": True},
            {"title": "Applied", "date": datetime.date(2026, 10, 14)},
        ],
        "tasks": [
            {
                "kind": "bad",
                "icon_name": "clock",
                "title": "Roll not sent",
                "url": "#",
                "note": "Welding",
                "tag_kind": "bad",
                "word": "Late",
                "tag_icon": "circle-alert",
            },
            {"kind": "ok", "icon_name": "award", "title": "14 to check", "url": "#", "note": "Carpentry"},
        ],
        "counts": [{"number": 14, "label": "To check", "url": "#"}],
        "chart": [{"name": "Welding 4/2026", "part": 16, "whole": 16}, {"name": "Sewing", "part": 10, "whole": 12}],
        "reasons": [Blocker("late", "Attendance 60%, at least 80%."), Blocker("eyes", "Not examined.", missing=True)],
        "job": job(),
        "items": [JobItem(label="Pahriadi", message="Photo damaged.", state=JobItem.State.FAILED)],
        "chips": [{"label": "Leaves soon", "url": "?"}],
        "page": KeysetPage(rows=[], previous="?before=x", next=""),
        "listed": listed(),
        "marks": ["present", "late", "sick", "leave", "absent", "none"],
    }


def listed() -> ListPage:
    """A page of a list of two columns that sort and two that do not."""
    request = RequestFactory().get("/", {"sort": "-days"})
    request.user = reader()
    return ListPage(
        rows=["Abdul Hamid"], previous="?before=x", next="", listing=LIST, request=request, sort="-days", total=31
    )


def reader(role: str = "training_officer") -> User:
    """A signed-in person of this role, without a database."""
    user = User(username="nurul", full_name="Nurul Huda", facility=Facility(short_name="Rutan Contoh"))
    user.role_names = frozenset({role})
    return user


def source() -> str:
    return (Path(__file__).parent / "look_page.html").read_text()


def all_parts(request: HttpRequest) -> HttpResponse:
    return HttpResponse(engines["django"].from_string(source()).render(context(), request))
