"""Somebody at a browser, who knows the site by its words: buttons, links, labels."""

import re

from playwright.sync_api import Error, Page, expect

PASSWORD = "a-long-test-password"
# What Chromium writes itself: of answers of 400 and more, of a network that is gone, of a header that it obeyed,
# of a focus left to whoever began to type before the page was drawn.
OWN_WORDS = re.compile(r"^(Failed to load resource|Clear-Site-Data header|Autofocus processing was blocked)")


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
        self.fill("Kata sandi", password)
        self.press("Masuk")
        expect(self.tab.get_by_role("link", name=user.full_name)).to_be_visible()
        self.tab.wait_for_load_state()

    def press(self, name: str) -> None:
        self.tab.get_by_role("button", name=name, exact=True).first.click()

    def follow(self, name: str) -> None:
        self.tab.get_by_role("link", name=name, exact=True).first.click()

    def unfold(self, name: str) -> None:
        """Opens what is folded away under this name."""
        self.tab.locator("summary", has_text=name).first.click()

    def fill(self, label: str, value: str) -> None:
        self.write(self.field(label), value)

    def write(self, field, value: str) -> None:
        field.fill(value)

    def choose(self, group, option: str, *, key: str = "") -> None:
        """Marks one of several choices that stand side by side; `key` is the one that a grid takes for it."""
        group.get_by_text(option, exact=True).click()

    def field(self, label: str):
        """The control of this label, whether or not it says that the field may stay empty."""
        words = r"\s+".join(map(re.escape, label.split()))
        return self.tab.get_by_label(re.compile(rf"^\s*{words}\s*(\(opsional\))?\s*$")).first

    def pick(self, label: str, option: str) -> None:
        """Chooses the option of a list that holds these words."""
        # An option is waited for, as the page that a click led to may still be on its way.
        words = self.field(label).locator("option", has_text=re.compile(re.escape(option))).first.text_content()
        self.field(label).select_option(label=words)

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


# A choice hidden behind its label shows the focus on the label.
# Behind the last stop Tab begins anew at the document itself.
# Tab stops once in a group of choices; arrows go on from there.
WHERE = """([target, inGroup]) => {
  const focused = document.activeElement;
  const shows = focused === document.body || [focused, ...(focused.labels || [])].some(shown => {
    const { outlineStyle, outlineWidth } = getComputedStyle(shown);
    return outlineStyle !== "none" && parseFloat(outlineWidth) >= 2;
  });
  const beside = inGroup && target.type === "radio" && focused.type === "radio" && target.name === focused.name;
  return [target === focused || beside, target.isConnected, shows ? "" : focused.outerHTML];
}"""
FARTHEST = 250


def reach(tab: Page, target, *, in_group: bool = False) -> None:
    """Goes on with Tab until the focus stands on the target, or in its group of choices; every stop shows that it has
    it.
    """
    element = target.element_handle()
    is_reached, _stands, _unseen = tab.evaluate(WHERE, [element, in_group])
    for _step in range(FARTHEST):
        if is_reached:
            return
        tab.keyboard.press("Tab")
        is_reached, stands, unseen = tab.evaluate(WHERE, [element, in_group])
        assert unseen == ""
        if not stands:
            # The page has put another one in its place.
            element = target.element_handle()
    raise AssertionError(f"Tab does not lead to {target}")


class Typist(Visitor):
    """Somebody without a mouse: Tab, arrows, Space and Enter alone. Whatever has the focus shows it."""

    def reach(self, target) -> None:
        reach(self.tab, target, in_group=True)

    def _enter(self, target) -> None:
        self.reach(target)
        # A click would wait for what it sets off by itself.
        try:
            with self.tab.expect_navigation():
                self.tab.keyboard.press("Enter")
        except Error as error:
            # A file that the browser saves leaves the page where it is.
            if "ERR_ABORTED" not in str(error) and "Download is starting" not in str(error):
                raise

    def press(self, name: str) -> None:
        self._enter(self.tab.get_by_role("button", name=name, exact=True).first)

    def follow(self, name: str) -> None:
        self._enter(self.tab.get_by_role("link", name=name, exact=True).first)

    def unfold(self, name: str) -> None:
        self.reach(self.tab.locator("summary", has_text=name).first)
        self.tab.keyboard.press("Enter")

    def write(self, field, value: str) -> None:
        self.reach(field)
        self.tab.keyboard.press("Control+A")
        self.tab.keyboard.type(value)

    def pick(self, label: str, option: str) -> None:
        field = self.field(label)
        self.reach(field)
        self.tab.keyboard.press("Home")
        for _step in range(field.locator("option").count()):
            if option in field.locator("option:checked").inner_text():
                return
            self.tab.keyboard.press("ArrowDown")
        raise AssertionError(f"{option} is no option of {label}")

    def tick(self, *labels: str) -> None:
        for label in labels:
            self._mark(self.field(label))

    def choose(self, group, option: str, *, key: str = "") -> None:
        marked = group.get_by_text(option, exact=True).evaluate("text => text.closest('label').htmlFor")
        target = self.tab.locator(f'[id="{marked}"]')
        if not key:
            self._mark(target)
            return
        self.reach(target)
        self.tab.keyboard.press(key)
        expect(target).to_be_checked()

    def _mark(self, target) -> None:
        """Space ticks what has the focus; an arrow goes on to the next choice of the group and ticks it."""
        self.reach(target)
        for _step in range(20):
            if target.is_checked():
                return
            has_focus = target.evaluate("element => element === document.activeElement")
            self.tab.keyboard.press("Space" if has_focus else "ArrowRight")
        raise AssertionError(f"The arrows do not lead to {target}")
