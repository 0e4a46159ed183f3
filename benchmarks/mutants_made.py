"""The part of `benchmarks/mutants.py` that runs where Cosmic Ray is installed: makes faults in Python modules.

Reads from standard input `{"modules": {path: [[first, behind], ...]}, "sample": number or null, "seed": number}`, with
the places, as (row, column), where no fault is wanted; writes a list of faults with the changed source of each.
"""

import json
import random
import sys
from collections import defaultdict
from pathlib import Path

from cosmic_ray.ast import ast_nodes, get_ast_from_path
from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator, operator_names


def main() -> None:
    asked = json.load(sys.stdin)
    chance = random.Random(asked["seed"])
    places = defaultdict(list)
    for module, left_out in asked["modules"].items():
        for place, operator, occurrence in faults(module):
            if not any(tuple(first) <= place < tuple(behind) for first, behind in left_out):
                places[module, *place].append((operator, occurrence))
    # One operator can be replaced in many ways: one fault a place, so that none weighs more than another.
    chosen = sorted(places)
    if asked["sample"] is not None:
        chosen = sorted(chance.sample(chosen, min(asked["sample"], len(chosen))))
    json.dump([made(place, *chance.choice(places[place])) for place in chosen], sys.stdout)


def faults(module: str):
    """((row, column), operator, occurrence) of each fault that Cosmic Ray knows for this module."""
    tree = get_ast_from_path(module)
    for name in operator_names():
        if get_operator(name).arguments():
            continue
        positions = (start for node in ast_nodes(tree) for start, _end in get_operator(name)().mutation_positions(node))
        for occurrence, start in enumerate(positions):
            yield tuple(start), name, occurrence


def made(place: tuple[str, int, int], operator: str, occurrence: int) -> dict:
    module, row, _column = place
    changed = mutate_code(Path(module).read_text(), get_operator(operator)(), occurrence)
    return {"module": module, "row": row, "operator": operator, "source": changed}


if __name__ == "__main__":
    main()
