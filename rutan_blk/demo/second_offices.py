"""The classes of the second offices, which the first must never see."""

from datetime import timedelta

from rutan_blk.demo import (
    chain,
)
from rutan_blk.demo.cast import Crew
from rutan_blk.demo.classes import finish, run
from rutan_blk.demo.offices import examine, monday, renew_list, today


def fill_second(crew: Crew) -> None:
    agreement = chain.agree(
        crew, number="W19/PKS-09/2026", valid_from=monday(-320), valid_until=today() + timedelta(days=400)
    )
    welding = chain.plan(
        crew,
        agreement,
        chain.course(crew, "welding"),
        name="Las 1/2026",
        starts_on=monday(-190),
        room="Bengkel las",
        week=chain.FULL_WEEK,
        capacity=8,
    )
    run(crew, welding, applicants=11, seed=6)
    finish(crew, welding, number="800/BA-02/BLK-HSS/2026")
    examine(crew, days_ago=60)
    sewing = chain.plan(
        crew,
        agreement,
        chain.course(crew, "sewing"),
        name="Menjahit 1/2026",
        starts_on=monday(-14),
        room="Ruang jahit",
        week=chain.MORNINGS,
        capacity=8,
    )
    run(crew, sewing, applicants=10, seed=7)
    renew_list(crew, newcomers=2, leaves_early=sewing)
