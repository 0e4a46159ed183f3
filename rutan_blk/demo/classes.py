"""A class from application to its last session, and from assessment to certificates."""

from datetime import timedelta

from programs.batches.models import Batch
from rutan_blk.demo import (
    chain,
    selection,
)
from rutan_blk.demo.cast import Crew


def run(
    crew: Crew,
    batch: Batch,
    *,
    applicants: int,
    seed: int,
    leave_open: int = 0,
    withdraws: bool = False,
    stricter_rules: bool = False,
    forget: int = 0,
) -> None:
    """Runs application, hearing and past sessions; with `stricter_rules`, these take effect between the first two."""
    chain.apply(crew, batch, count=applicants, seed=seed)
    if stricter_rules:
        selection.change_rules(crew, batch.version, on=batch.starts_on - timedelta(days=20))
    chain.hear(crew, batch, forget=forget)
    chain.teach(crew, batch, seed=seed, leave_open=leave_open, withdraws=withdraws)


def finish(crew: Crew, batch: Batch, *, number: str, not_yet: int = 0, issue: bool = True):
    batch.refresh_from_db()
    chain.assess(crew, batch, not_yet=not_yet)
    chain.sign_off(crew, batch, number=number)
    return chain.certify(crew, batch, approve=issue, issue=issue)
