"""A kind of paper: its template, its style, and how its words are laid out."""

from base64 import b64decode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.template.loader import render_to_string
from weasyprint.document import Document

from printing import day_root
from printing.box_fit import Ruler, Unprintable, composed, stood_in
from printing.press import lay_out, write, write_together
from printing.printed_signs import printed_letters


@dataclass(frozen=True)
class Layout:
    """The template's input: `words` (its context) and `images` by name."""

    words: dict[str, Any]
    images: dict[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True)
class Paper:
    """`lay_out` takes a snapshot (a copy, with composed texts) and a `Ruler` that collects reasons.

    A list of many people `stands_in`: it prints “?” for signs that the letters lack, so that nobody's name stops the
    paper of all others. Never a paper that says who somebody is.
    """

    template: str
    styles: tuple[str, ...]
    lay_out: Callable[[dict[str, Any], Ruler], Layout]
    most_pages: int
    stands_in: bool = False

    def reasons(self, snapshot: Mapping[str, Any]) -> list[str]:
        """Every reason why the snapshot cannot be printed, as whole sentences; empty if it can."""
        ruler = Ruler()
        self._laid_out(snapshot, ruler)
        return ruler.reasons

    def print(self, snapshot: Mapping[str, Any], **words: Any) -> bytes:
        """The PDF of the snapshot. Raises `Unprintable` with the reasons. `words` are added to the template's
        context.
        """
        ruler = Ruler()
        layout = self._laid_out(snapshot, ruler)
        if ruler.reasons:
            raise Unprintable(ruler.reasons)
        return write(self.document({**layout.words, **words}, layout.images))

    def print_together(self, snapshots: Sequence[Mapping[str, Any]]) -> bytes:
        """One PDF of these snapshots, each with its own page numbers. Raises `Unprintable` with all reasons."""
        ruler = Ruler()
        layouts = [self._laid_out(snapshot, ruler) for snapshot in snapshots]
        if ruler.reasons:
            raise Unprintable(ruler.reasons)
        return write_together([self.document(layout.words, layout.images) for layout in layouts])

    def _laid_out(self, snapshot: Mapping[str, Any], ruler: Ruler) -> Layout:
        words = self._words(snapshot)
        layout = self.lay_out(words, ruler)
        return Layout(layout.words, {**layout.images, **day_root.laid_out(words, ruler)})

    def _words(self, snapshot: Mapping[str, Any]) -> dict[str, Any]:
        words: dict[str, Any] = composed(snapshot)
        return stood_in(words, printed_letters()) if self.stands_in else words

    def document(self, words: Mapping[str, Any], images: Mapping[str, bytes]) -> Document:
        """Lays out the words prepared by `lay_out`; the document must be written by the same thread."""
        html = render_to_string(self.template, dict(words))
        shown = {**images, **_own_emblem(words)}
        return lay_out(html, styles=self.styles, images=shown, most_pages=self.most_pages)


def _own_emblem(words: Mapping[str, Any]) -> dict[str, bytes]:
    """The letterhead's emblem (a base64 JPEG), if the issuer has its own."""
    emblem = words.get("issuer", {}).get("emblem", "")
    return {"emblem.jpg": b64decode(emblem)} if emblem else {}
