"""The comparison in words and as a picture; a small count shows neither."""

from typing import Any

from django.utils.translation import gettext as _

from core.charts import Bar, shares_beside
from outcomes.effect.comparison import Comparison, fisher, newcombe
from outcomes.effect.figure_words import count_words, percent_words, span_words
from outcomes.effect.power import at_a_cut, by_lot
from outcomes.effect.shown_shares import percent, share_shown
from outcomes.effect.small_cells import SMALL, Hidden
from outcomes.effect.wilson import Share


def _shown(share: Share) -> dict[str, Any]:
    is_small = 0 < share.x < SMALL or 0 < share.n - share.x < SMALL
    return share_shown(share, Hidden.SMALL if is_small else None)


def comparison_sides(found: Comparison) -> dict[str, Any]:
    """Both sides as rows, and the picture in two sizes if both can be shown."""
    shares = {_("Admitted"): _shown(found.admitted), _("Reserve list"): _shown(found.reserve)}
    rows = [
        {
            "label": label,
            "count": count_words(one),
            "n": "–" if one["why"] else one["n"],
            "percent": percent_words(one["p"]),
            "span": span_words(one),
        }
        for label, one in shares.items()
    ]
    if any(one["p"] is None for one in shares.values()):
        return {"rows": rows}
    bars = [
        Bar(row["label"], _("%(count)s of %(n)s") % row, one["p"], one["low"], one["high"], row["percent"])
        for row, one in zip(rows, shares.values(), strict=True)
    ]
    label = "; ".join(f"{row['label']}: {row['percent']} ({row['span']})" for row in rows)
    wide = shares_beside(bars, label=label, kind="chart--wide")
    return {"rows": rows, "wide": wide, "narrow": shares_beside(bars, label=label, width=326, kind="chart--narrow")}


def difference_words(found: Comparison) -> str:
    """The difference in percentage points with its interval, if every condition holds and no count is hidden."""
    if not found.is_shown or any(_shown(side)["why"] for side in (found.admitted, found.reserve)):
        return ""
    points = [percent(value) for value in newcombe(found.admitted, found.reserve)]
    words = dict(
        zip(("points", "low", "high"), (f"{value:+.1f}" for value in points if value is not None), strict=True)
    )
    return _("Difference %(points)s percentage points, 95%% interval %(low)s to %(high)s, Fisher p %(p)s.") % {
        **words,
        "p": f"{fisher(found.admitted, found.reserve):.2f}",
    }


def needed_words() -> str:
    """How many people on each side a fall takes to be seen."""
    half, less = (0.20, 0.10), (0.20, 0.12)
    return _(
        "To see that 20%% become 10%%, it takes %(lot)s people on each side if they are drawn by lot, and %(cut)s "
        "where a ranking decides as here; for 12%%, %(more_lot)s and %(more_cut)s."
    ) % {"lot": by_lot(*half), "cut": at_a_cut(*half), "more_lot": by_lot(*less), "more_cut": at_a_cut(*less)}
