import pytest
from django.apps import apps

from core.errors import Blocker
from core.two_person_decision import decided_by_another, second_person_blockers
from tests.factories.accounts import UserFactory

# Table, who decides, who has begun. What breaks one of them is tried beside its table.
DECISIONS = [
    ("programs.appeal", "decided_by", ["decision_by"]),
    ("certification.resultappeal", "decided_by", ["assessor", "recorded_by"]),
    ("certification.resultcorrection", "decided_by", ["asked_by"]),
    ("certification.certificate", "approved_by", ["prepared_by"]),
    ("certification.certificate", "revoked_by", ["revocation_requested_by"]),
    ("certification.certificatetemplate", "adopted_by", ["changed_by"]),
]


def test_whoever_has_begun_does_not_decide():
    one, another = UserFactory.build(pk=1), UserFactory.build(pk=2)

    assert second_person_blockers(one, 1, "You asked, another decides.") == [
        Blocker("four_eyes", "You asked, another decides.")
    ]
    assert second_person_blockers(another, 1, "You asked, another decides.") == []
    assert second_person_blockers(another, None, "You asked, another decides.") == []


@pytest.mark.parametrize(("table", "second", "first"), DECISIONS)
def test_the_table_of_each_such_decision_holds_it_too(table, second, first):
    held = [getattr(one, "condition", None) for one in apps.get_model(table)._meta.constraints]

    assert decided_by_another(second, *first) in held
