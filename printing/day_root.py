"""The root of a day on papers: whoever holds the paper can prove what had been recorded until then.

It is of the day on which a paper is printed, so it is no part of words that are kept.
"""

from collections.abc import Mapping
from typing import Any

from core.ports import Port
from printing.box_fit import SANS, Ruler

Root = dict[str, str]
IMAGE = "root.png"

newest: Port[[], Root | None] = Port()
"""Day, line and content of the symbol (`day`, `line`, `symbol`) of the last root; None before the first one."""


def of_today() -> Root | None:
    """What a paper shows that is printed now, under the name `root` among its words."""
    return next(iter(filter(None, newest.ask())), None)


def laid_out(words: Mapping[str, Any], ruler: Ruler) -> dict[str, bytes]:
    """The image of the root among the words of a paper; none where there is no root."""
    root: Root | None = words.get("root")
    if not root:
        return {}
    ruler.fit(root["line"], f"{root['day']}: {root['line']}", SANS, [(8.5, 120)])
    return {IMAGE: ruler.qr(root["line"], root["symbol"])}
