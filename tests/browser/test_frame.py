"""The frame of every page: its menu on a low screen, the search on a phone, the calendar beside a day."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.factories import PersonFactory, ProgramVersionFactory, UserFactory
from tests.inmates.imports.samples import sheet

pytestmark = pytest.mark.once


def test_menu_of_many_items_scrolls_above_the_way_out(site, visitor):
    officer = UserFactory(roles=["training_officer"])
    somebody = visitor(officer)

    heights = somebody.tab.evaluate(
        """() => [".sidebar__scroll", ".nav-out"].map((part) => {
            const box = document.querySelector(part).getBoundingClientRect();
            return [box.top, box.bottom];
        })"""
    )

    (_top, end_of_items), (way_out, end_of_way_out) = heights
    assert end_of_items <= way_out
    # The ornament below it is 68 px high.
    assert end_of_way_out <= 768 - 60


def test_search_is_reached_on_a_phone(site, visitor):
    registrar = UserFactory(roles=["registrar"])
    somebody = visitor(registrar)
    somebody.tab.set_viewport_size({"width": 390, "height": 844})

    somebody.tab.get_by_role("link", name="Cari orang, angkatan, halaman").click()

    expect(somebody.tab).to_have_url(f"{site.address}{reverse('reports:search')}")
    expect(somebody.tab.locator("#cari")).to_be_focused()


def test_slash_searches_and_arrows_go_through_what_was_found(site, visitor):
    registrar = UserFactory(roles=["registrar"])
    for name in ("Rahmah Aulia", "Rahmah Budi"):
        PersonFactory(facility=registrar.facility, full_name=name, with_custody=True)
    somebody = visitor(registrar)
    press = somebody.tab.keyboard.press

    press("/")
    somebody.tab.keyboard.type("Mau/Rahmah")
    expect(somebody.tab.locator("#quick-search")).to_have_value("Mau/Rahmah")
    somebody.tab.locator("#quick-search").fill("rahmah")
    press("Enter")
    expect(somebody.tab.locator("#cari")).to_have_value("rahmah")
    press("/")
    expect(somebody.tab.locator("#cari")).to_be_focused()
    press("ArrowDown")
    press("ArrowDown")
    expect(somebody.tab.locator(".hit").nth(1)).to_be_focused()
    press("ArrowUp")
    press("ArrowUp")
    expect(somebody.tab.locator("#cari")).to_be_focused()
    press("ArrowDown")
    press("Enter")

    expect(somebody.tab.locator("h1")).to_have_text("Rahmah Aulia")


@pytest.mark.parametrize("kind", ["radio", "checkbox"])
def test_slash_searches_from_a_choice_too(visitor, kind):
    tab = visitor(UserFactory(roles=["registrar"])).tab
    tab.evaluate(
        """kind => {
          const choice = Object.assign(document.createElement("input"), { type: kind });
          document.querySelector("main").append(choice);
          choice.focus();
        }""",
        kind,
    )

    tab.keyboard.press("/")

    expect(tab.locator("#quick-search")).to_be_focused()


@pytest.mark.parametrize("scripts", [True, False])
def test_whoever_was_sought_stands_in_no_address_that_the_browser_kept(site, visitor, scripts):
    registrar = UserFactory(roles=["registrar"])
    for number in range(40):
        PersonFactory(facility=registrar.facility, full_name=f"Rahmah {number}", with_custody=True)
    somebody = visitor(registrar, java_script_enabled=scripts)
    addresses = []
    somebody.tab.on("framenavigated", lambda frame: addresses.append(frame.url))

    somebody.tab.locator("#quick-search").fill("Rahmah")
    somebody.tab.keyboard.press("Enter")
    expect(somebody.tab.locator("#cari")).to_have_value("Rahmah")
    somebody.tab.get_by_role("link", name="Tampilkan semua").click()
    expect(somebody.tab.locator("#id_q")).to_have_value("Rahmah")
    somebody.tab.locator("#id_q").press("Enter")
    expect(somebody.tab.get_by_role("link", name="Rahmah 0")).to_be_visible()
    somebody.tab.locator("a[href*='after=']").first.click()
    expect(somebody.tab.locator("a[href*='before=']").first).to_be_visible()
    expect(somebody.tab.locator("#id_q")).to_have_value("Rahmah")
    somebody.tab.go_back()
    expect(somebody.tab.locator("#id_q")).to_have_value("Rahmah")

    assert len(addresses) >= 3
    assert not [one for one in [*addresses, somebody.tab.url] if "ahmah" in one]


def test_way_back_with_a_long_name_takes_two_lines_on_a_phone(site, visitor):
    name = "Pelatihan Berbasis Kompetensi Teknisi Perawatan dan Perbaikan Mesin Pendingin, Tata Udara"
    version = ProgramVersionFactory(state="draft", program__name=name)
    coordinator = UserFactory(roles=["blk_coordinator"], training_center=version.program.training_center)
    somebody = visitor(coordinator)
    somebody.tab.set_viewport_size({"width": 390, "height": 844})

    somebody.go(reverse("programs:program_version_edit", args=[version.public_id]))

    link = somebody.tab.locator(".crumbs a:visible")
    expect(link).to_have_text(name)
    assert (link.bounding_box()["height"] <= 48, somebody.tab.evaluate("document.documentElement.scrollWidth")) == (
        True,
        390,
    )


def test_way_back_stands_beside_its_arrow_on_a_phone(visitor):
    somebody = visitor(UserFactory(roles=["registrar"]))
    somebody.tab.set_viewport_size({"width": 390, "height": 844})

    somebody.go(reverse("inmates:add"))

    # The arrow is drawn in the middle of the step.
    middles = somebody.tab.locator(".crumbs li:visible").evaluate(
        """step => [step, step.querySelector("a > span")].map((part) => {
            const box = part.getBoundingClientRect();
            return (box.top + box.bottom) / 2;
        })"""
    )
    assert middles[0] == pytest.approx(middles[1], abs=1)


def test_day_chosen_from_the_calendar_is_written_as_it_is_typed(site, visitor):
    registrar = UserFactory(roles=["registrar"])
    somebody = visitor(registrar)
    somebody.go(reverse("inmates:add"))
    day = somebody.tab.locator(".day-field").first
    expect(day.get_by_role("button", name="Pilih dari kalender")).to_be_visible()

    # The calendar itself is the browser's own and cannot be clicked by a script.
    day.locator("[type=date]").evaluate(
        "field => { field.value = '2027-09-02'; field.dispatchEvent(new Event('change')); }"
    )

    expect(day.get_by_role("textbox")).to_have_value("02/09/2027")


def test_file_is_sent_once_however_fast_somebody_clicks(site, visitor, tmp_path):
    (tmp_path / "daftar.csv").write_bytes(sheet({}))
    somebody = visitor(UserFactory(roles=["registrar"]))
    somebody.go(reverse("inmates:import_new"))
    somebody.upload("Berkas", tmp_path / "daftar.csv")
    sent = []
    somebody.tab.on("request", lambda request: sent.append(request.method) if request.method == "POST" else None)

    # By a script, since a mouse of Playwright waits for the answer; reading the file takes longer than this.
    button = somebody.tab.get_by_role("button", name="Unggah")
    button.evaluate("button => { button.click(); setTimeout(() => button.click(), 30); }")

    expect(somebody.tab.get_by_role("heading", level=1)).to_contain_text("Periksa kolom")
    assert sent == ["POST"]
