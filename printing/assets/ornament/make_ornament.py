"""Draws the ornament: python make_ornament.py  (writes the SVG files beside it).

The motif is our own: two pairs of waves cross and leave a row of leaves, each with a midrib, and a running stitch of
round dots follows both sides, as in the stitched resist of sasirangan. It has only lines, one path per weight, without
gradient or transparency, so it stays sharp in one ink. Rows of dots are zero-length dashes on a straight line, which
cost next to nothing to draw.
"""

from math import cos, pi, sin
from pathlib import Path

HERE = Path(__file__).parent
GREEN, OCHRE, PALE = "#0d4a44", "#a8761a", "#dbe6e2"


def n(value):
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    text = "0" if text in ("", "-0") else text
    return text.replace("0.", ".", 1) if text.startswith(("0.", "-0.")) else text


def pair(x, y):
    return f"{n(x)} {n(y)}"


class Band:
    """A straight run of the motif from (x, y), `count` periods long, turned by `turn` quarters."""

    def __init__(self, x, y, length, count, turn=0):
        self.x, self.y, self.period, self.count = x, y, length / count, count
        self.turn = lambda dx, dy: ((dx, dy), (-dy, dx), (-dx, -dy), (dy, -dx))[turn]

    def at(self, dx, dy):
        tx, ty = self.turn(dx, dy)
        return pair(self.x + tx, self.y + ty)

    def by(self, dx, dy):
        return pair(*self.turn(dx, dy))

    def strand(self, height, sign):
        """Alternating arches from crossing to crossing."""
        half = self.period / 2
        lean, rise = half * 0.36, sign * height * 4 / 3
        path = [f"M{self.at(0, 0)}c{self.by(lean, rise)} {self.by(half - lean, rise)} {self.by(half, 0)}s"]
        for _step in range(1, self.count * 2):
            rise = -rise
            path.append(f"{self.by(half - lean, rise)} {self.by(half, 0)} ")
        return "".join(path).rstrip()

    def along(self, shift=0, ends=0):
        """A straight line beside the strands, to be drawn as a row of dots."""
        return f"M{self.at(ends, shift)}l{self.by(self.period * self.count - 2 * ends, 0)}"


def lozenge(x, y, w, h=None):
    h = h or w
    return f"M{pair(x, y - h)}l{pair(w, h)} {pair(-w, h)} {pair(-w, -h)}z"


def rosette(x, y, long, short, count, stretch=1.0):
    """Ellipses rotated about one center; their crossings form the guilloche."""
    arc = 0.5523
    quarters = (
        ((long, short * arc), (long * arc, short), (0, short)),
        ((-long * arc, short), (-long, short * arc), (-long, 0)),
        ((-long, -short * arc), (-long * arc, -short), (0, -short)),
        ((long * arc, -short), (long, -short * arc), (long, 0)),
    )
    path = []
    for i in range(count):
        c, s = cos(pi * i / count), sin(pi * i / count)
        place = [[((px * c - py * s) * stretch, px * s + py * c) for px, py in q] for q in quarters]
        px, py = long * c * stretch, long * s
        path.append(f"M{pair(x + px, y + py)}")
        for at, q in enumerate(place):
            path.append(("c" if at == 0 else "s") + " ".join(pair(qx - px, qy - py) for qx, qy in q[at > 0 :]))
            px, py = q[-1]
    return "".join(path)


def path(d, stroke=GREEN, width=0.2, dash=None, fill=None):
    d = d.replace(" -", "-")
    if fill:
        return f'<path d="{d}" fill="{fill}"/>'
    more = f' stroke-dasharray="{dash}" stroke-linecap="round"' if dash else ""
    return f'<path d="{d}" fill="none" stroke="{stroke}" stroke-width="{n(width)}"{more}/>'


def svg(name, width, height, *parts):
    body = "".join(parts)
    (HERE / name).write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}mm" height="{height}mm" '
        f'viewBox="0 0 {width} {height}">{body}</svg>\n'
    )


def box(x, y, w, h):
    return f"M{pair(x, y)}h{n(w)}v{n(h)}h{n(-w)}z"


def dressed(bands):
    """Leaves (the strands), their midribs and the stitches of several bands, one path per weight.

    The bands' periods differ slightly, so each has its own dash for the midribs.
    """
    dots = n(bands[0].period / 8)
    return (
        path("".join(b.strand(1.85, s) + b.strand(1.2, s) for b in bands for s in (1, -1)), width=0.18),
        *(path(b.along(0, b.period / 4 - 1.7), width=0.3, dash=f"3.4 {b.period / 2 - 3.4:.4f}") for b in bands),
        path("".join(b.along(s * 2.45, b.period / 8) for b in bands for s in (1, -1)), OCHRE, 0.36, dash=f"0 {dots}"),
    )


def front():
    edge, corner, width, height = 12, 5.4, 297, 210
    across, down = width - 2 * (edge + corner), height - 2 * (edge + corner)
    far_x, far_y = width - edge, height - edge
    bands = [
        Band(edge + corner, edge, across, 23),
        Band(far_x, edge + corner, down, 15, 1),
        Band(far_x - corner, far_y, across, 23, 2),
        Band(edge, far_y - corner, down, 15, 3),
    ]
    corners = [(edge, edge), (far_x, edge), (far_x, far_y), (edge, far_y)]
    gap = 6.3  # the outer line stops before the corner lozenge
    outer = "".join(f"M{pair(9 + gap, y)}h{n(width - 18 - 2 * gap)}" for y in (9, height - 9))
    outer += "".join(f"M{pair(x, 9 + gap)}v{n(height - 18 - 2 * gap)}" for x in (9, width - 9))
    svg(
        "front.svg",
        width,
        height,
        path(rosette(148.5, 101, 72, 42, 26, 1.42), PALE, 0.2),
        path(outer, width=0.45),
        path(box(15, 15, width - 30, height - 30), width=0.16),
        *dressed(bands),
        path("".join(lozenge(x, y, 4.4) + lozenge(x, y, 3.6) for x, y in corners), width=0.2),
        path("".join(lozenge(x, y, 2.4) for x, y in corners), OCHRE, 0.38, dash="0 .8485"),
        path("".join(lozenge(x, y, 1.1) for x, y in corners), fill=GREEN),
    )


def back():
    svg(
        "back.svg",
        297,
        210,
        path("M12 9.1h273M12 14.9h273M12 200.4h273", width=0.25),
        *dressed([Band(12, 12, 273, 24)]),
    )


def portrait():
    svg(
        "portrait.svg",
        210,
        297,
        path("M20 9.1h170M20 14.9h170", width=0.25),
        *dressed([Band(20, 12, 170, 15)]),
    )


def emblem():
    """A neutral emblem in place of the district's arms: sprout, ground of three waters, ring."""
    rows = []
    for y, start, count in ((63, 18.5, 9), (70, 22.5, 8), (77, 29.5, 6)):
        step = (100 - 2 * start) / count
        row = f"M{pair(start, y)}"
        for i in range(count):
            lift = -2.6 if i % 2 == 0 else 2.6
            row += f"q{pair(step / 2, lift)} {pair(step, 0)}"
        rows.append(row)
    leaf = "M50 16c6 7 6 15 0 23c-6-8-6-16 0-23z"
    sides = "M47.5 52c-2-10-9-15.5-19-16c1.5 9.5 8 16 19 16zM52.5 52c2-10 9-15.5 19-16c-1.5 9.5-8 16-19 16z"
    stitch = "".join(lozenge(50 + 43 * cos(a), 50 + 43 * sin(a), 1.5) for a in (2 * pi * i / 32 for i in range(32)))
    (HERE / "emblem.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" width="18mm" height="18mm" viewBox="0 0 100 100">'
        f'<circle cx="50" cy="50" r="48" fill="#fff" stroke="{GREEN}" stroke-width="2.2"/>'
        f'<circle cx="50" cy="50" r="38" fill="none" stroke="{GREEN}" stroke-width="1.3"/>'
        + path(stitch, fill=OCHRE)
        + path(leaf, fill=GREEN)
        + path(sides, fill=GREEN)
        + path("M50 41v14", GREEN, 2.2)
        + path("".join(rows), GREEN, 2.2)
        + "</svg>\n"
    )


if __name__ == "__main__":
    front()
    back()
    portrait()
    emblem()
    for file in sorted(HERE.glob("*.svg")):
        print(f"{file.name:14} {file.stat().st_size:6} bytes")
