"""Somebody with a tablet that takes the roll along, and what stands on the tablet."""

import os
import signal
from contextlib import contextmanager, suppress
from pathlib import Path

from playwright.sync_api import Error, expect

from programs.attendance.models.marks import Mark
from tests.browser.people import PASSWORD, Visitor
from tests.chromium import CHROMIUM, PATIENCE, QUIET

PIN = "482915"
PHONE = {"width": 390, "height": 844}
# What the databases of the browser hold, by store; a store that holds nothing is not named.
KEPT = """async () => {
  const found = {};
  for (const { name } of await indexedDB.databases()) {
    const database = await new Promise((resolve, reject) => {
      const request = indexedDB.open(name);
      request.onsuccess = () => resolve(request.result);
      request.onerror = reject;
    });
    for (const store of database.objectStoreNames) {
      const request = database.transaction(store).objectStore(store).getAll();
      await new Promise((resolve) => { request.onsuccess = resolve; });
      if (!request.result.length) continue;
      found[store] = JSON.stringify(request.result, (_key, value) =>
        value instanceof ArrayBuffer || ArrayBuffer.isView(value) ? new TextDecoder("latin1").decode(value) : value);
    }
    database.close();
  }
  return found;
}"""


class Instructor(Visitor):
    """Somebody with a tablet."""

    def sign_in(self, user, password: str = PASSWORD) -> None:
        self.go("/masuk/")
        self.fill("Nama pengguna", user.username)
        self.fill("Kata sandi", password)
        self.press("Masuk")
        # On a phone the name of the user gives way.
        expect(self.tab).to_have_url(f"{self.home}/")

    def open(self) -> None:
        self.go("/luring/")

    def prepare(self, pin: str = PIN) -> None:
        self.open()
        self.fill("PIN baru", pin)
        self.fill("PIN yang sama sekali lagi", pin)
        self.press("Siapkan untuk luring")
        self.reads("Sesi saya", "Halaman ini dapat dibuka tanpa jaringan.")

    def unlock(self, pin: str = PIN) -> None:
        self.fill("PIN", pin)
        self.press("Buka presensi")

    def open_roll(self, batch: str) -> None:
        self.tab.get_by_role("link", name=f"Buka presensi: {batch}").click()

    def row(self, name: str):
        return self.tab.get_by_role("group", name=name)

    def choose_for(self, name: str, status: str) -> None:
        self.row(name).get_by_text(status, exact=True).click()

    def says(self, name: str, state: str) -> None:
        expect(self.row(name).locator("[data-row-state]")).to_contain_text(state)


class Tablet:
    """A device with a browser of its own, whose files outlive the browser."""

    def __init__(self, playwright, home, folder, **options):
        self.playwright, self.home, self.folder, self.options = playwright, home, folder, options
        self.user = None

    def start(self) -> Instructor:
        self.context = self.playwright.chromium.launch_persistent_context(
            self.folder,
            executable_path=CHROMIUM,
            args=QUIET,
            timeout=PATIENCE,
            accept_downloads=True,
            **{"viewport": PHONE, "has_touch": True, **self.options},
        )
        self.context.set_default_timeout(PATIENCE)
        self.user = Instructor(self.context, self.home)
        return self.user

    def kill(self) -> None:
        """As when the battery is empty: neither the page nor the browser is told."""
        for process in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                if f"--user-data-dir={self.folder}" in (process / "cmdline").read_text().split("\0"):
                    os.kill(int(process.name), signal.SIGKILL)

    def restart(self) -> Instructor:
        with suppress(Error):
            self.context.close()
        return self.start()


@contextmanager
def without_network(instructor):
    instructor.context.set_offline(True)
    yield
    instructor.context.set_offline(False)


@contextmanager
def unanswered(instructor, address: str):
    """Whatever is asked at this address is answered only when the block ends."""
    held = []

    def hold(route):
        held.append(route)

    instructor.tab.route(address, hold)
    yield held
    for route in held:
        route.continue_()
    instructor.tab.unroute(address, hold)


def gone(instructor, sentence: str) -> None:
    expect(instructor.tab.get_by_text(sentence).filter(visible=True)).to_have_count(0)


def marks(site) -> dict[str, str]:
    return site.ask(lambda: dict(Mark.objects.values_list("enrollment__person__full_name", "status__code")))
