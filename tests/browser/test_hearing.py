"""A hearing of thirteen in the table of decisions: by mouse, by keyboard alone, without scripts, and on a phone."""

from types import SimpleNamespace

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from programs.batches.models import Batch
from programs.selection.models import Hearing
from tests.factories import ApplicationFactory, BatchFactory, EntryRuleSetFactory, UserFactory

COUNT, PLACES, MOST_CLICKS = 13, 10, 20
REASONS = {"admitted": "Memenuhi semua syarat", "reserve": "Kursi penuh", "rejected": "Belum hadir wawancara"}
OUTCOMES = ["admitted"] * PLACES + ["reserve"] * 2 + ["rejected"]


@pytest.fixture
def hall(site):
    batch = BatchFactory(name="Menjahit 4/2026", state=Batch.State.SELECTING, capacity=PLACES)
    rows = ApplicationFactory.create_batch(COUNT, batch=batch)
    chair = UserFactory(roles=["board_chair"], facility=batch.facility)
    hearing = Hearing.objects.create(batch=batch, held_on=batch.starts_on, place="Aula", chair=chair)
    home = reverse("programs:selection_detail", args=[batch.public_id])
    table = reverse("programs:hearing_decide", args=[hearing.public_id])
    return SimpleNamespace(batch=batch, rows=rows, chair=chair, home=home, table=table)


def recorded(tab):
    """What stands in the table now: how often each outcome is chosen, and the reasons."""
    outcomes = tab.locator(".seg input:checked").evaluate_all("all => all.map(one => one.value)")
    return outcomes, tab.locator(".hear-why").evaluate_all("all => all.map(one => one.value)")


def test_thirteen_are_decided_in_twenty_clicks(hall, visitor):
    chair, clicks = visitor(hall.chair), 0
    tab = chair.tab
    chair.go(hall.home)

    def click(locator):
        nonlocal clicks
        clicks += 1
        locator.click()

    click(tab.get_by_role("link", name="Putuskan di tabel"))
    for name, reason in REASONS.items():
        click(tab.locator(f"[name=common-{name}]"))
        tab.keyboard.type(reason)
    for row, outcome in zip(tab.locator("tbody tr").all(), OUTCOMES, strict=True):
        click(row.locator(f"input[value={outcome}] + label"))
    expect(tab.locator("[data-left]")).to_have_text("0")
    expect(tab.locator("[data-undecided]")).to_have_text("0")
    click(tab.get_by_role("button", name="Simpan semua putusan"))

    chair.reads("13 putusan sudah dicatat.")
    assert recorded(tab) == (OUTCOMES, [REASONS[one] for one in OUTCOMES])
    assert clicks <= MOST_CLICKS


def test_keys_alone_decide_and_too_many_are_told_before_and_at_the_save(hall, visitor):
    chair = visitor(hall.chair)
    tab, keys = chair.tab, chair.tab.keyboard
    chair.go(hall.table)
    tab.locator("[name=common-admitted]").fill(REASONS["admitted"])
    tab.locator(".seg input").first.focus()

    keys.type("t" * COUNT)
    expect(tab.locator("[data-left]")).to_have_text(str(PLACES - COUNT))
    keys.press("Enter")
    chair.reads("13 orang lagi hendak diterima, sedangkan sisa kursi 10 dari 10.")
    expect(tab.locator("[data-left]")).to_have_text(str(PLACES - COUNT))
    assert recorded(tab)[0] == ["admitted"] * COUNT
    tab.locator(".seg input").first.focus()
    for key in ("c", "c", "c"):
        keys.press(key)
    tab.locator("[name=common-reserve]").fill(REASONS["reserve"])
    keys.press("Enter")

    chair.reads("13 putusan sudah dicatat.")
    assert recorded(tab)[0] == ["reserve"] * 3 + ["admitted"] * PLACES


def test_without_scripts_on_a_phone_rows_are_cards_that_save(hall, visitor):
    chair = visitor(hall.chair, java_script_enabled=False)
    chair.tab.set_viewport_size({"width": 390, "height": 844})
    chair.go(hall.table)
    row = chair.tab.locator("tbody tr").first
    row.locator("input[value=reserve] + label").click()
    row.locator(".hear-why").fill("Menunggu kursi")
    chair.tab.get_by_role("button", name="Simpan semua putusan").click()

    chair.reads("1 putusan sudah dicatat.")
    assert row.bounding_box()["width"] <= 390
    expect(row.locator("input[value=reserve]")).to_be_checked()


def on_a_phone(hall, visitor):
    """The rows of the table as the chair sees them on a phone, and the page."""
    chair = visitor(hall.chair)
    chair.tab.set_viewport_size({"width": 390, "height": 844})
    chair.go(hall.table)
    return chair.tab.locator("tbody tr"), chair.tab


def test_eighteen_on_a_phone_are_five_screens(hall, visitor):
    ApplicationFactory.create_batch(18 - COUNT, batch=hall.batch)

    rows, tab = on_a_phone(hall, visitor)

    assert rows.count() == 18
    assert tab.evaluate("document.documentElement.scrollHeight") < 5 * 844


def test_a_phone_asks_for_a_reason_once_there_is_a_choice(hall, visitor):
    # All lack data, so that only an exception admits them.
    EntryRuleSetFactory(version=hall.batch.version)
    rows, _tab = on_a_phone(hall, visitor)
    first, other = rows.nth(0), rows.nth(1)
    why, exception = first.locator(".hear-why"), first.locator(".hear-override")

    for element in (why, exception):
        expect(element).to_be_attached()
        expect(element).to_be_hidden()
    first.locator("input[value=admitted] + label").click()
    for element in (why, exception):
        expect(element).to_be_visible()
    expect(other.locator(".hear-why")).to_be_hidden()
    first.locator("input[value=rejected] + label").click()
    expect(why).to_be_visible()
    expect(exception).to_be_hidden()
