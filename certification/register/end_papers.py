"""The paper for those who stay to the end of a class; the only place where the course decides on it."""

from certification.register.models import NumberSeries
from programs.batches.models import Batch

Paper = NumberSeries.Paper
# Those of a whole course; a statement of units comes in place of one.
END_PAPERS = (Paper.CERTIFICATE, Paper.ATTENDANCE)


def end_paper(batch: Batch) -> Paper:
    """A certificate or, without assessment, the paper of attendance."""
    return Paper.CERTIFICATE if batch.has_assessment else Paper.ATTENDANCE


def papers_of(batch: Batch) -> tuple[Paper, ...]:
    """Every kind of paper that the class can lead to."""
    return (Paper.CERTIFICATE, Paper.STATEMENT) if batch.has_assessment else (Paper.ATTENDANCE,)
