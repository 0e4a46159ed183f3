"""Charts as SVG, drawn by the server: step curves, intervals, shares side by side, and counts by month.

They know no subject: whatever a number means is said in the words that come with it. Drawn with classes for pages,
whose colors follow the theme, or with fixed inks for papers, on which no style sheet reaches into a picture. Every
chart can be read in gray: what differs by color differs by line or shape too. Percentages run from 0 to 100.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

# On paper: fill, stroke and dashes of what pages style by class.
INKS = {
    "fill-1": 'fill="#0b5d56"',
    "fill-2": 'fill="#b57c0b"',
    "fill-rest": 'fill="#d3cfc3"',
    "band-1": 'fill="#0b5d56" fill-opacity="0.16"',
    "line-1": 'fill="none" stroke="#0b5d56" stroke-width="2.25"',
    "line-1 line-dashed": 'fill="none" stroke="#0b5d56" stroke-width="2.25" stroke-dasharray="5 4"',
    "line-beside": 'fill="none" stroke="#444" stroke-width="1.25" stroke-dasharray="1.5 3"',
    "grid": 'stroke="#d9d5ca" stroke-width="1"',
    "axis": 'stroke="#84806f" stroke-width="1"',
    "whisker": 'fill="none" stroke="#333" stroke-width="1.5"',
    "value": 'font-family="Public Sans" font-size="11.5" font-weight="600" fill="#000"',
    "name": 'font-family="Public Sans" font-size="11.5" font-weight="600" fill="#000"',
    "": 'font-family="Public Sans" font-size="11.5" fill="#333"',
}
STEP = 20

Places = Sequence[tuple[float, float]]


@dataclass(frozen=True)
class Point:
    """A share in percent at `x`, with its interval."""

    x: float
    y: float
    low: float
    high: float


@dataclass(frozen=True)
class Curve:
    """A step curve with its band, another one beside it, and where too few are left (`dashed_from`)."""

    points: Sequence[Point]
    beside: Sequence[tuple[float, float]]
    ticks: Sequence[tuple[float, str]]
    x_label: str
    label: str
    dashed_from: float | None = None


@dataclass(frozen=True)
class Bar:
    """A share with its interval; `text` stands below the name."""

    name: str
    text: str
    y: float
    low: float
    high: float
    value: str


class Pen:
    """Writes elements for a page or for a paper."""

    def __init__(self, *, on_paper: bool = False) -> None:
        self.on_paper = on_paper

    def look(self, name: str) -> SafeString:
        """The attributes of that look."""
        if self.on_paper:
            return mark_safe(INKS[name])  # noqa: S308  # one of the inks above
        return format_html('class="{}"', name) if name else SafeString("")

    def line(self, x1: float, y1: float, x2: float, y2: float, look: str) -> SafeString:
        """A straight line."""
        ends = (_n(x1), _n(y1), _n(x2), _n(y2))
        return format_html('<line x1="{}" y1="{}" x2="{}" y2="{}" {}/>', *ends, self.look(look))

    def text(self, x: float, y: float, words: str, *, anchor: str = "start", look: str = "") -> SafeString:
        """Words at a place."""
        place = (_n(x), _n(y), anchor)
        return format_html('<text x="{}" y="{}" text-anchor="{}" {}>{}</text>', *place, self.look(look), words)

    def path(self, points: Iterable[tuple[float, float]], look: str, *, is_closed: bool = False) -> SafeString:
        """A line through points, or an area."""
        places = " ".join(f"{_n(x)},{_n(y)}" for x, y in points)
        kind = "polygon" if is_closed else "polyline"
        return format_html('<{} points="{}" {}/>', SafeString(kind), places, self.look(look))

    def dot(self, x: float, y: float, radius: float = 3.5) -> SafeString:
        """A point of a line."""
        return format_html('<circle cx="{}" cy="{}" r="{}" {}/>', _n(x), _n(y), _n(radius), self.look("fill-1"))

    def picture(self, width: float, height: float, parts: Iterable[SafeString], label: str, kind: str) -> SafeString:
        """The whole, with words that say what it shows."""
        return format_html(
            '<svg xmlns="http://www.w3.org/2000/svg" class="chart {}" viewBox="0 0 {} {}" role="img" aria-label="{}">'
            "{}</svg>",
            kind,
            _n(width),
            _n(height),
            label,
            format_html_join("", "{}", ((part,) for part in parts)),
        )


def _n(value: float) -> str:
    # SVG needs a decimal point in every language.
    return f"{value:.1f}"


def step_curve(
    curve: Curve, *, width: int = 490, height: int = 290, kind: str = "", on_paper: bool = False
) -> SafeString:
    """The curve as steps: the share holds from its day until the next."""
    pen, left, right, bottom, top = Pen(on_paper=on_paper), 38.0, width - 40.0, height - 40.0, 12.0
    most = max(ceil(max((point.high for point in curve.points), default=STEP) / STEP) * STEP, STEP)
    last = curve.points[-1]

    def at(x: float, y: float) -> tuple[float, float]:
        return left + (right - left) * x / last.x, bottom - (bottom - top) * y / most

    def steps(values: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
        found = [at(*values[0])]
        for (_x, y), (x, next_y) in pairwise(values):
            found += [at(x, y), at(x, next_y)]
        return found

    parts = [part for y in range(0, most + 1, STEP) for part in _grid_line(pen, at(0, y)[1], left, right, f"{y}%")]
    highs = steps([(point.x, point.high) for point in curve.points])
    lows = steps([(point.x, point.low) for point in curve.points])
    parts.append(pen.path([*highs, *reversed(lows)], "band-1", is_closed=True))
    parts.append(pen.path(steps(list(curve.beside)), "line-beside"))
    parts += _main_line(pen, curve, steps)
    parts.append(pen.line(left, bottom, right, bottom, "axis"))
    parts += [pen.text(at(x, 0)[0], bottom + 17, words, anchor="middle") for x, words in curve.ticks]
    parts.append(pen.text((left + right) / 2, bottom + 35, curve.x_label, anchor="middle"))
    parts.append(pen.text(right + 6, at(last.x, last.y)[1] + 4, f"{round(last.y)}%", look="value"))
    return pen.picture(width, height, parts, curve.label, kind)


def _main_line(pen: Pen, curve: Curve, steps: Callable[[Places], list[tuple[float, float]]]) -> list[SafeString]:
    values = [(point.x, point.y) for point in curve.points]
    if curve.dashed_from is None:
        return [pen.path(steps(values), "line-1")]
    firm = [value for value in values if value[0] <= curve.dashed_from]
    # The dashed part begins where the firm one ends.
    thin = values[max(len(firm) - 1, 0) :]
    return [pen.path(steps(part), look) for part, look in ((firm, "line-1"), (thin, "line-1 line-dashed")) if part]


def _grid_line(pen: Pen, y: float, left: float, right: float, words: str) -> list[SafeString]:
    return [pen.line(left, y, right, y, "grid"), pen.text(left - 7, y + 4, words, anchor="end")]


def shares_beside(bars: Sequence[Bar], *, label: str, width: int = 490, kind: str = "") -> SafeString:
    """Shares below each other on one scale, each a point (circle, then square) with the whiskers of its interval."""
    pen, left, right = Pen(), 96.0, width - 14.0
    most = max(ceil(max(bar.high for bar in bars) / STEP) * STEP, STEP)
    bottom = 8.0 + 48 * len(bars)

    def at(y: float) -> float:
        return left + (right - left) * y / most

    parts = []
    for y in range(0, most + 1, STEP // 2 if most <= 2 * STEP else STEP):
        parts += [
            pen.line(at(y), 6, at(y), bottom, "grid"),
            pen.text(at(y), bottom + 17, f"{y}%", anchor="middle"),
        ]
    for number, bar in enumerate(bars):
        parts += _share(pen, bar, at, 34.0 + 48 * number, is_first=number == 0)
    return pen.picture(width, bottom + 22, parts, label, kind)


def _share(pen: Pen, bar: Bar, at: Callable[[float], float], y: float, *, is_first: bool) -> list[SafeString]:
    x, low, high = at(bar.y), at(bar.low), at(bar.high)
    if is_first:
        mark = format_html('<circle cx="{}" cy="{}" r="6" {}/>', _n(x), _n(y), pen.look("fill-1"))
    else:
        place = (_n(x - 5.5), _n(y - 5.5))
        mark = format_html('<rect x="{}" y="{}" width="11" height="11" {}/>', *place, pen.look("fill-2"))
    ends = [pen.line(end, y - 6, end, y + 6, "whisker") for end in (low, high)]
    return [
        pen.text(0, y - 2, bar.name, look="name"),
        pen.text(0, y + 14, bar.text),
        pen.line(low, y, high, y, "whisker"),
        *ends,
        mark,
        pen.text(x, y - 13, bar.value, anchor="middle", look="value"),
    ]


def interval_bar(low: float, point: float, high: float, bound: float | None, label: str) -> SafeString:
    """A share on a line from 0 to 100: its point, its interval, and a pale band up to what would still be possible."""
    band = SafeString("")
    if bound is not None and bound > point:
        band = format_html(
            '<rect x="{}" y="4" width="{}" height="8" class="band-1"/>', _n(2 * point), _n(2 * (bound - point))
        )
    return format_html(
        '<svg class="interval" viewBox="0 0 200 16" preserveAspectRatio="none" role="img" aria-label="{}">'
        '<rect x="0" y="7" width="200" height="2" class="fill-rest"/>{}'
        '<rect x="{}" y="6" width="{}" height="4" class="fill-1"/>'
        '<rect x="{}" y="1" width="2.5" height="14" class="fill-1"/></svg>',
        label,
        band,
        _n(2 * low),
        _n(2 * (high - low)),
        _n(2 * point - 1.25),
    )


@dataclass(frozen=True)
class Month:
    """A month with its count and the count as it is told; None where it is hidden."""

    name: str
    count: int | None
    told: str


def line_of_months(
    months: Sequence[Month], *, label: str, width: int = 560, height: int = 200, kind: str = "", on_paper: bool = False
) -> SafeString:
    """Counts by month as points on a line, each told below its month; a hidden one is left out and parts the line."""
    pen, left, right, bottom, top = Pen(on_paper=on_paper), 34.0, width - 20.0, height - 44.0, 10.0
    step = _round_step(max((one.count or 0 for one in months), default=0))
    most = step * max(ceil(max((one.count or 0 for one in months), default=0) / step), 1)

    def at(place: int, count: float) -> tuple[float, float]:
        across = (right - left - 24) * place / max(len(months) - 1, 1)
        return left + 12 + across, bottom - (bottom - top) * count / most

    parts = [part for y in range(0, most + 1, step) for part in _grid_line(pen, at(0, y)[1], left, right, str(y))]
    points = [None if one.count is None else at(place, one.count) for place, one in enumerate(months)]
    parts += [pen.path(run, "line-1") for run in _runs(points) if len(run) > 1]
    for place, one in enumerate(months):
        x = at(place, 0)[0]
        parts.append(pen.text(x, bottom + 18, one.name, anchor="middle"))
        parts.append(pen.text(x, bottom + 34, one.told, anchor="middle", look="value"))
        if one.count is not None:
            parts.append(pen.dot(*at(place, one.count)))
    return pen.picture(width, height, parts, label, kind)


def spark_line(counts: Sequence[int | None], *, label: str) -> SafeString:
    """Counts as a line as high as a word, on a scale of its own from zero; hidden ones part it."""
    pen, most = Pen(), max((count or 0 for count in counts), default=0) or 1
    places = [
        (2 + 92 * n / max(len(counts) - 1, 1), 22 - 18 * count / most) if count is not None else None
        for n, count in enumerate(counts)
    ]
    runs = _runs(places)
    parts = [pen.path(run, "line-1") for run in runs if len(run) > 1]
    if runs and places[-1] is not None:
        parts.append(pen.dot(*places[-1], radius=2.5))
    return pen.picture(96, 26, parts, label, "spark")


def _runs(places: Sequence[tuple[float, float] | None]) -> list[list[tuple[float, float]]]:
    """Neighbors that are there, together."""
    runs: list[list[tuple[float, float]]] = [[]]
    for place in places:
        if place is None:
            runs.append([])
        else:
            runs[-1].append(place)
    return [run for run in runs if run]


def _round_step(most: int) -> int:
    """A round number of which at most five reach `most`."""
    size = 1
    while size * 50 < most:
        size *= 10
    return next(step * size for step in (1, 2, 5, 10) if 5 * step * size >= most)
