"""Where the tasks lead that certification opens: to the page on which each is done."""

import pytest
from django.urls import reverse

from inmates.inbox.inbox_tasks import KINDS
from inmates.inbox.models import InboxTask

PLACE = "6f1c2f0e-3a55-4c1b-9d0e-2b7f5a1c9e10"


@pytest.mark.parametrize(
    ("kind", "values", "page", "arguments"),
    [
        ("certification.appeal", {"place": PLACE, "position": 2}, "unit_detail", [PLACE, 2]),
        ("certification.assess_again", {"place": PLACE, "position": 2}, "unit_detail", [PLACE, 2]),
        ("certification.correction", {"place": PLACE, "position": 2}, "unit_detail", [PLACE, 2]),
        ("certification.assessor_runs_out", {}, "assessor_list", []),
        ("certification.result_changed", {"certificate": PLACE}, "certificate_detail", [PLACE]),
        ("programs.results_due", {"place": PLACE}, "person_sign_off", [PLACE]),
    ],
)
def test_task_leads_to_the_page_that_ends_it(kind, values, page, arguments):
    task = InboxTask(kind=kind, values=values)

    assert KINDS[kind].link(task) == reverse(f"certification:{page}", args=arguments)
