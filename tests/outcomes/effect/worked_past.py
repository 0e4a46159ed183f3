"""The figures of the demo's two past years, counted from its list of lives with nothing of the product.

Run as a program it writes the tables that the tests hold the product to; the letters were counted by hand, too:
`earlier` at six months J 4, U 2, L 2, V 1, D 2, C 5, T 1, R 1, X 6, N 2, W 1, M 1, B 2;
`later` J 4, U 3, L 2, V 1, D 2, C 3, S 1, T 1, R 1, X 6, N 3, W 1, M 1, B 1.
"""

import csv
import math
import sys
from datetime import date, timedelta
from pathlib import Path

LIVES = Path("rutan_blk/demo/past_lives.csv")
FOLDER = Path("tests/data/outcomes")
REPORT_DAYS = (date(2025, 11, 24), date(2026, 5, 25), date(2026, 11, 23))
YEARS = {"earlier": 2024, "later": 2025}
WAVES = {"w2": (14, 14), "m3": (91, 30), "m6": (182, 30), "m12": (365, 30), "m24": (730, 30)}
WORKING, TRADE, Z = "JULVD", "JU", 1.959964
CURVE_DAYS = (0, 14, 30, 61, 91, 122, 152, 182, 213, 243, 274, 304, 335, 365)


def lives(year: str) -> list[dict]:
    with LIVES.open(encoding="utf-8") as file:
        return [row for row in csv.DictReader(file, delimiter=";") if row["year"] == year]


def _day(life: dict, days: int) -> date:
    return date(YEARS[life["year"]], 1, 1) + timedelta(days=int(life["released"]) - 1 + days)


def _asked_on(life: dict, wave: str) -> date:
    """People are asked on the Monday on or after the day."""
    day = _day(life, WAVES[wave][0])
    return day + timedelta(days=(7 - day.weekday()) % 7)


def counts(life: dict, wave: str, on: date) -> bool:
    """Whether the wave is over for this life."""
    return _asked_on(life, wave) + timedelta(days=WAVES[wave][1]) <= on


def letter(life: dict, wave: str, on: date) -> str:
    """What is known on that day: a letter of the list, or W, M, B, X, N."""
    if life["withdrawn_day"] and _day(life, int(life["withdrawn_day"])) <= on:
        return "W"
    for column, sign in (("died_day", "M"), ("returned_day", "B")):
        if life[column] and int(life[column]) <= WAVES[wave][0]:
            return sign
    if life["agrees"] == "no":
        return "N"
    found = life["answers"][list(WAVES).index(wave)]
    # Somebody answers two days after the Monday.
    return "X" if found in "WMBXN" or _asked_on(life, wave) + timedelta(days=2) > on else found


def wilson(x: int, n: int) -> tuple[float, float, float]:
    p, scale = x / n, 1 + Z * Z / n
    middle, half = p + Z * Z / 2 / n, Z * math.sqrt(p * (1 - p) / n + Z * Z / 4 / n / n)
    return tuple(round(100 * one, 1) for one in (p, (middle - half) / scale, (middle + half) / scale))


def wave_row(year: str, wave: str, on: date) -> dict:
    signs = [letter(life, wave, on) for life in lives(year) if counts(life, wave, on)]
    tally = {name: sum(sign in letters for sign in signs) for name, letters in COLUMNS.items()}
    row = {"report_day": on.isoformat(), "year": year, "wave": wave, "n": len(signs), **tally}
    if not signs:
        return {**row, "share": "", "low": "", "high_end": "", "high": ""}
    share, low, high_end = wilson(tally["working"], len(signs))
    unknown = tally["lost"] + tally["refused"] + tally["withdrawn"]
    high = wilson(tally["working"] + unknown, len(signs))[0]
    return {**row, "share": share, "low": low, "high_end": high_end, "high": high}


COLUMNS = {
    "working": WORKING,
    "in_trade": TRADE,
    "lost": "X",
    "refused": "N",
    "withdrawn": "W",
    "returned": "B",
    "died": "M",
    "other": "TCRS",
}


def evidence_row(year: str, wave: str, on: date) -> dict:
    """How well the answers of those who work are known."""
    place = list(WAVES).index(wave)
    known = [life for life in lives(year) if counts(life, wave, on) and letter(life, wave, on) in WORKING]
    grades = [life["evidence"][place] for life in known]
    return {f"E{grade}": grades.count(str(grade)) for grade in (2, 3, 4, 5)}


def funnel(year: str, wave: str, on: date) -> list[int]:
    """Admitted, finished, competent, certified, in hand, working, in the trade, working at three months already."""
    left = [life for life in lives(year) if counts(life, wave, on)]
    found = [len(left)]
    for flag in "FKSH":
        left = [life for life in left if flag in life["flags"]]
        found.append(len(left))
    for takes in (
        lambda life: letter(life, wave, on) in WORKING,
        lambda life: letter(life, wave, on) in TRADE,
        lambda life: letter(life, "m3", on) in WORKING,
    ):
        left = [life for life in left if takes(life)]
        found.append(len(left))
    return found


def kept(year: str, wave: str, on: date) -> tuple[int, int, int]:
    """Working at three months, of them still working, and of them unknown."""
    base = [life for life in lives(year) if counts(life, wave, on) and letter(life, "m3", on) in WORKING]
    signs = [letter(life, wave, on) for life in base]
    return len(base), sum(sign in WORKING for sign in signs), sum(sign in "XNW" for sign in signs)


def spans(year: str, on: date) -> tuple[list[tuple[int, str]], int]:
    """(days, how it ended) of everybody who told something: work, left, or neither; and the number of the others."""
    found, without = [], 0
    for life in lives(year):
        told = [
            (_asked_on(life, wave) + timedelta(days=2) - _day(life, 0)).days
            for wave, sign in zip(WAVES, life["answers"], strict=True)
            if sign not in "XNWMB" and _asked_on(life, wave) + timedelta(days=2) <= on
        ]
        if not told or letter(life, "w2", on) in "WN":
            without += 1
            continue
        end = min((on - _day(life, 0)).days, 365)
        # Work is known once somebody told of it.
        knows = any(
            sign in WORKING and _asked_on(life, wave) + timedelta(days=2) <= on
            for wave, sign in zip(WAVES, life["answers"], strict=True)
        )
        work = int(life["first_work_day"]) if life["first_work_day"] and knows else None
        out = min((int(life[name]) for name in ("died_day", "returned_day") if life[name]), default=None)
        if work is not None and work <= end and (out is None or work <= out):
            found.append((work, "work"))
        elif out is not None and out <= end:
            found.append((out, "left"))
        else:
            found.append((min(end, max(told)), ""))
    return found, without


def curve(year: str, on: date) -> list[tuple[int, float, float]]:
    """Day, Aalen-Johansen and Kaplan-Meier in percent."""
    found, _without = spans(year, on)
    points = []
    for day in CURVE_DAYS:
        begun, free, km = 0.0, 1.0, 1.0
        for moment in sorted({days for days, how in found if how and days <= day}):
            risk = sum(days >= moment for days, _how in found)
            work = sum((days, how) == (moment, "work") for days, how in found)
            left = sum((days, how) == (moment, "left") for days, how in found)
            begun, free, km = begun + free * work / risk, free * (1 - (work + left) / risk), km * (1 - work / risk)
        points.append((day, round(100 * begun, 1), round(100 * (1 - km), 1)))
    return points


def write(name: str, rows: list[dict]) -> None:
    with (FOLDER / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, rows[0], delimiter=";", lineterminator="\n")
        table.writeheader()
        table.writerows(rows)


def main() -> None:
    cells = [(on, year, wave) for on in REPORT_DAYS for year in YEARS for wave in WAVES]
    write("past_waves", [{**wave_row(year, wave, on), **evidence_row(year, wave, on)} for on, year, wave in cells])
    names = ("admitted", "finished", "competent", "certified", "in_hand", "working", "in_trade", "still")
    steps = [
        {
            "report_day": on.isoformat(),
            "year": year,
            "wave": wave,
            **dict(zip(names, funnel(year, wave, on), strict=True)),
            **dict(zip(("base", "kept", "unknown"), kept(year, wave, on), strict=True)),
        }
        for on, year, wave in cells
    ]
    write("past_steps", steps)
    write(
        "past_first_work",
        [
            {"report_day": on.isoformat(), "year": year, "day": day, "aalen_johansen": main_, "kaplan_meier": beside}
            for on in REPORT_DAYS
            for year in YEARS
            if len(spans(year, on)[0])
            for day, main_, beside in curve(year, on)
        ],
    )


if __name__ == "__main__":
    sys.exit(main())
