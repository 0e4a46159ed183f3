"""The pages measured by `benchmarks/pages.py`: who requests them, and what each submission changes.

A submitted page alternates between two values, so that it writes every time. `Ask` requests pages from either the
served site or the one inside the measuring process.
"""

from collections.abc import Callable
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import urlsplit

Fields = dict[str, str]
# Requests an address, submitting `fields` if given; returns the status and the text.
Ask = Callable[[str, Fields | None], tuple[int, str]]
SENT, SHOWN = (200, 302), (200,)


@dataclass(frozen=True)
class Page:
    """One page: its address (with names of the loaded world in braces) and the user who requests it.

    A submitted page has `shown_on`, the page with its form, and `changed`, which turns the fields of that form into a
    suffix for the address and the fields to send.
    """

    name: str
    who: str
    address: str
    shown_on: str = ""
    changed: Callable[[Fields], tuple[str, Fields]] | None = None

    def request(self, world: Fields, ask: Ask) -> tuple[str, Fields | None]:
        """The address and the fields to send; requests the form first if there is one."""
        address = self.address.format(**world)
        if self.changed is None:
            return address, None
        status, text = ask(self.shown_on.format(**world), None)
        assert status in SHOWN, f"{self.name}: the page with the form answers {status}"
        below, fields = self.changed(fields_of(text, urlsplit(address).path))
        return address + below, fields


def fields_of(text: str, action: str) -> Fields:
    """What a browser would submit from the form with that action, or from the first one whose action starts with it."""
    reader = _Reader()
    reader.feed(text)
    fitting = [path for path in reader.forms if path.startswith(action)]
    assert fitting, f"no form goes to {action}: {list(reader.forms)}"
    return reader.forms[fitting[0]]


class _Reader(HTMLParser):
    """The fields of each form, by action."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: dict[str, Fields] = {}
        self.fields: Fields | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.fields = self.forms.setdefault(given.get("action", ""), {})
        elif tag == "input" and self.fields is not None and "name" in given:
            is_choice = given.get("type") in ("radio", "checkbox")
            if not is_choice or "checked" in given:
                self.fields[given["name"]] = given.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.fields = None


def other_marks(fields: Fields) -> tuple[str, Fields]:
    """Swaps "present" and "late" for everybody on the roll, so that the same people are present."""
    for name in [name for name in fields if name.startswith("status-")]:
        person = name.removeprefix("status-")
        fields[name] = "present" if fields[name] == "late" else "late"
        fields[f"late-{person}"] = "5" if fields[name] == "late" else ""
    return "", fields


def other_mark(fields: Fields) -> tuple[str, Fields]:
    """The first row of the roll, as sent by the page's JavaScript."""
    person = next(name for name in fields if name.startswith("status-")).removeprefix("status-")
    is_late = fields[f"status-{person}"] == "late"
    row = {"status": "present" if is_late else "late", "minutes_late": "" if is_late else "5", "note": ""}
    kept = {name: fields[name] for name in ("csrfmiddlewaretoken", "idempotency_token")}
    return f"{person}/", {**kept, **row, "version": fields[f"version-{person}"]}


def other_feedback(fields: Fields) -> tuple[str, Fields]:
    """The whole grid, with different feedback for each result not yet passed."""
    for name in [name for name, value in fields.items() if value == "BK"]:
        said = fields[f"f-{name}"]
        fields[f"f-{name}"] = said.removesuffix("!") if said.endswith("!") else f"{said}!"
    return "", fields


SIGN_IN = Page("sign_in", "", "/masuk/")
PAGES = (
    SIGN_IN,
    Page("account", "instructor-0", "/akun/"),
    Page("home", "instructor-0", "/"),
    Page("batches", "blk_coordinator", "/angkatan/"),
    Page("participants", "blk_coordinator", "/peserta/"),
    Page("participants_search", "blk_coordinator", "/peserta/?q=Moh.+Hidayat"),
    Page("batch", "blk_coordinator", "{batch}"),
    Page("roll", "instructor-0", "{roll}"),
    Page("roll_save", "instructor-0", "{roll}simpan/", "{roll}", other_marks),
    Page("mark_save", "instructor-0", "{other_roll}", "{other_roll}", other_mark),
    Page("participant", "blk_coordinator", "{participant}"),
    Page("hours", "blk_coordinator", "{batch}jam/"),
    Page("presence", "blk_coordinator", "{batch}presensi/"),
    Page("people", "registrar", "/warga-binaan/"),
    Page("people_search", "registrar", "/warga-binaan/?q=Moh.+Hidayat"),
    Page("person", "registrar", "{person}"),
    Page("certificate_pdf", "certificate_officer", "{copy}"),
    Page("grid", "assessor", "{grid}"),
    Page("grid_save", "assessor", "{grid}simpan/", "{grid}", other_feedback),
)
