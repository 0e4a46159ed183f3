"""The forty releases that were worked out by hand, as lives; letters are those of the outcome statuses."""

import csv
from datetime import date, timedelta
from pathlib import Path

from outcomes.effect.cohort import WAVES, Answer, Life, Standing

FOLDER = Path("tests/data/outcomes")
LETTERS = {
    **dict.fromkeys("JU", Standing.IN_TRADE),
    **dict.fromkeys("LVD", Standing.OTHER_WORK),
    **dict.fromkeys("TRS", Standing.NO_WORK),
    "C": Standing.SEEKING,
    "N": Standing.REFUSED,
}


def rows(name: str) -> list[dict]:
    """The lines of a file of the folder."""
    with (FOLDER / f"{name}.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file, delimiter=";"))


def forty() -> dict[int, Life]:
    """The lives by the number that the worked example gives them."""
    return {int(row["id"]): _life(row) for row in rows("forty_releases")}


def _life(row: dict) -> Life:
    released = date.fromisoformat(row["released_on"])
    answers = {
        # Lost, returned and died are no answers of the person.
        wave.code: Answer(LETTERS[letter], wave.due_on(released))
        for wave, letter in zip(WAVES, row["answers"], strict=True)
        if letter in LETTERS
    }
    after = {
        name: released + timedelta(days=int(row[column])) if row[column] else None
        for name, column in (
            ("first_work_on", "first_work_day"),
            ("died_on", "died_day"),
            ("returned_on", "returned_day"),
        )
    }
    flags = row["flags"]
    return Life(
        released,
        has_finished="F" in flags,
        is_competent="K" in flags,
        is_certified="S" in flags,
        is_in_hand="H" in flags,
        answers=answers,
        withdrawn_on=date.fromisoformat(row["withdrawn_on"]) if row["withdrawn_on"] else None,
        traits={"vocation": row["vocation"]},
        **after,
    )
