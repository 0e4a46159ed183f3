"""What the pages of kept reports have in common."""

from collections.abc import Callable, Iterable
from typing import Any

from django.http import HttpRequest

from core.slicing import slice_page
from reports.kept import words
from reports.kept.keeping import whole_blockers
from reports.kept.models import KeptReport
from reports.kept.rows import Row
from reports.kept.words import Reader


def addresses(kind: str) -> dict[str, str]:
    """The names of a kind's pages, by what they are: "page", "rows", "pdf" and "xlsx"."""
    return {"page": f"reports:{kind}"} | {one: f"reports:{kind}_{one}" for one in ("rows", "pdf", "xlsx")}


def report_context(report: KeptReport, kind: str, versions: Iterable[KeptReport]) -> dict[str, Any]:
    """The report's title and addresses, and the other reports of the same (`versions`, the newest first)."""
    of_same = list(versions)
    return {
        "report": report,
        "pages": addresses(kind),
        "title": words.title_of(report),
        "others": [(one, words.title_of(one)) for one in of_same if one.pk != report.pk],
        "is_newest": report.pk == of_same[0].pk,
    }


def rows_context(
    request: HttpRequest, report: KeptReport, kind: str, reader: Reader, people: Callable[[], list[Row]]
) -> dict[str, Any]:
    """The rows that the address asks for: of sessions, or else of participants (`people`)."""
    is_sessions = request.GET.get("bagian") == "sesi"
    context = {"report": report, "pages": addresses(kind), "title": words.title_of(report), "is_sessions": is_sessions}
    context["broken"] = whole_blockers(report)
    rows = words.session_rows(report, reader) if is_sessions else people()
    key = (lambda row: row["session"]) if is_sessions else (lambda row: row["place"].public_id)
    return {**context, "page": slice_page(request, rows, key=key), "total": len(rows)}
