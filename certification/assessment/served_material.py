"""What stood beside the results of classes long over: results and signed minutes stay, certificates rest on them."""

from collections import Counter
from collections.abc import Collection
from functools import partial
from typing import Any

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Exists, Q

from certification.assessment.models.contests import ResultAppeal, ResultCorrection
from certification.assessment.models.evidence import Evidence, PracticeMark
from certification.assessment.models.results import UnitResult
from core import destroyed_rows

TABLES = (Evidence, PracticeMark, ResultAppeal, ResultCorrection)
# Stands for feedback, which a BK may not lack.
FORGOTTEN = "–"


def are_kept(batch: Any) -> Q:
    """Whether something of this is still kept for the batch (a reference in a query)."""
    found = Q(Exists(ResultAppeal.objects.filter(result__enrollment__batch=batch)))
    for model in (Evidence, PracticeMark, ResultCorrection):
        found |= Q(Exists(model._default_manager.filter(enrollment__batch=batch)))
    return found | Q(Exists(_with_feedback().filter(enrollment__batch=batch)))


def is_contested(batch: Any) -> Q:
    """Whether an appeal or a correction of a result of the batch (a reference in a query) waits for somebody."""
    appeals = ResultAppeal.objects.open().filter(result__enrollment__batch=batch)
    return Q(Exists(appeals)) | Q(Exists(ResultCorrection.objects.open().filter(enrollment__batch=batch)))


def _with_feedback() -> Any:
    return UnitResult.objects.exclude(feedback__in=("", FORGOTTEN))


def destroy(found: Collection[int]) -> Counter[str]:
    """Destroys evidence, observations, appeals, corrections and feedback of these batches (keys), within the caller's
    transaction; how many rows went, by table.
    """
    evidence = Evidence.objects.filter(enrollment__batch__in=found)
    files = list(evidence.values_list("file", flat=True))
    gone = Counter(
        practicemark=destroyed_rows.destroy(PracticeMark.objects.filter(enrollment__batch__in=found)),
        evidence=evidence.delete()[0],
        resultappeal=ResultAppeal.objects.filter(result__enrollment__batch__in=found).delete()[0],
        resultcorrection=ResultCorrection.objects.filter(enrollment__batch__in=found).delete()[0],
        unitresult=_with_feedback().filter(enrollment__batch__in=found).update(feedback=FORGOTTEN),
    )
    for name in files:
        transaction.on_commit(partial(default_storage.delete, name))
    return gone
