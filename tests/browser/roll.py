"""The attendance sheet as its reader sees it."""

from playwright.sync_api import expect

from programs.models import Mark

COUNTS = ("Keluar blok", "Tiba di bengkel", "Keluar bengkel", "Kembali ke blok")
TOOLS = ("Dikeluarkan", "Dikembalikan")


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
    return site.ask(lambda: dict(Mark.objects.values_list("enrollment__inmate__full_name", "status__code")))
