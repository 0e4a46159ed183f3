"""Somebody at a browser, who knows the site by its words: buttons, links, labels."""

import re

from playwright.sync_api import Page, expect

PASSWORD = "a-long-test-password"
# What Chromium writes itself: of answers of 400 and more, of a network that is gone, of a header that it obeyed.
OWN_WORDS = re.compile(r"^(Failed to load resource|Clear-Site-Data header)")


class Visitor:
    """One tab of a browser that nobody else uses; `complaints` is what its console said against the site."""

    def __init__(self, context, home: str):
        self.context, self.home = context, home
        self.complaints: list[str] = []
        self.tab: Page = context.new_page()
        self.tab.on("console", lambda message: self._hear(message.text))
        self.tab.on("pageerror", lambda error: self._hear(str(error)))

    def _hear(self, words: str) -> None:
        if not OWN_WORDS.search(words):
            self.complaints.append(words)

    def go(self, path: str = "/") -> None:
        self.tab.goto(f"{self.home}{path}")

    def sign_in(self, user, password: str = PASSWORD) -> None:
        self.go("/masuk/")
        self.fill("Nama pengguna", user.username)
        self.fill("Sandi", password)
        self.press("Masuk")
        expect(self.tab.get_by_role("link", name=user.full_name)).to_be_visible()

    def press(self, name: str) -> None:
        self.tab.get_by_role("button", name=name, exact=True).first.click()

    def follow(self, name: str) -> None:
        self.tab.get_by_role("link", name=name, exact=True).first.click()

    def fill(self, label: str, value: str) -> None:
        self.field(label).fill(value)

    def field(self, label: str):
        """The control of this label, whether or not it says that the field may stay empty."""
        return self.tab.get_by_label(re.compile(rf"^\s*{re.escape(label)}\s*(\(boleh dikosongkan\))?\s*$")).first

    def pick(self, label: str, option: str) -> None:
        """Chooses the option of a list that holds these words."""
        options = self.field(label).locator("option").all_text_contents()
        self.field(label).select_option(label=next(one for one in options if option in one))

    def tick(self, *labels: str) -> None:
        for label in labels:
            self.field(label).check()

    def upload(self, label: str, path) -> None:
        self.field(label).set_input_files(path)

    def reads(self, *sentences: str) -> None:
        """Each of these stands on the page, where it can be seen."""
        for sentence in sentences:
            expect(self.tab.get_by_text(sentence).filter(visible=True).first).to_be_visible()

    def heading(self, text: str) -> None:
        expect(self.tab.get_by_role("heading", level=1)).to_have_text(text)
