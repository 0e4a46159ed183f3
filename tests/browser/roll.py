"""The attendance sheet as its reader sees it."""

from django.urls import reverse
from playwright.sync_api import expect

from programs.attendance.models.marks import Mark

COUNTS = ("Tiba di bengkel", "Keluar bengkel")


def count_at_block(visitor, session, people: int) -> None:
    """Both counts of the guard as whom the visitor has signed in."""
    visitor.go(reverse("programs:count_session", args=[session.public_id]))
    count_on_this_page(visitor, people)


def count_on_this_page(visitor, people: int) -> None:
    """Each count on its own part of the sheet that is open."""
    for point in ("Berangkat", "Tiba kembali"):
        part = visitor.tab.get_by_role("region", name=point)
        visitor.write(part.get_by_label("Berapa orang"), str(people))
        part.get_by_role("button", name="Catat").focus()
        visitor.tab.keyboard.press("Enter")
        visitor.reads(f"{point}: {people} tercatat.")


def row(visitor, name: str):
    return visitor.tab.get_by_role("group", name=name)


def choose(visitor, name: str, status: str) -> None:
    row(visitor, name).get_by_text(status, exact=True).click()


def says(visitor, name: str, state: str) -> None:
    expect(row(visitor, name).locator("[data-state]")).to_contain_text(state)


def chosen(visitor, name: str) -> str:
    """The code of the status that is ticked for this person, or nothing."""
    ticked = row(visitor, name).locator("input[type=radio]:checked")
    return ticked.get_attribute("value") if ticked.count() else ""


def marks(site) -> dict[str, str]:
    """What is recorded: name to code of the status."""
    return site.ask(lambda: dict(Mark.objects.values_list("enrollment__person__full_name", "status__code")))
