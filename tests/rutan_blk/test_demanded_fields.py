"""Fields that a rule demands at times are not called optional: they would be left out, and then refused."""

import pytest

from accounts.forms import RoleDecisionForm
from programs.batch_lifecycle.forms import BatchForm
from reports.breaches.forms import TellForm
from reports.rights.forms import AnswerForm, RightsForm


@pytest.mark.parametrize(
    ("form", "name"),
    [
        (TellForm, "people"),
        (RightsForm, "asker_name"),
        (AnswerForm, "change"),
        (AnswerForm, "stays_for"),
        (RoleDecisionForm, "refusal"),
        (BatchForm, "assessment_on"),
    ],
)
def test_what_a_rule_may_demand_is_not_called_optional(form, name):
    assert form.base_fields[name].says_optional is False
