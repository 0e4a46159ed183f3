"""The rules and weights of a new version: the usual ones, or those of the version before it."""

from uuid import uuid4

from core import clock
from programs.catalog.models import ProgramVersion
from programs.catalog.occasions import Succession, program_begins, version_follows
from programs.entry_rules.models import EntryRuleSet
from programs.entry_rules.verdicts import default_rules


@program_begins.register
def begin_with_usual_rules(version: ProgramVersion) -> None:
    """Puts the usual entry rules in force from today."""
    today = clock.today(version.program.training_center.time_zone)
    EntryRuleSet.objects.create(
        version=version, number=1, state=EntryRuleSet.State.IN_FORCE, valid_from=today, parts=default_rules()
    )


@version_follows.register
def carry_over(succession: Succession) -> None:
    """Copies all rules and weights that were put in force; drafts are not copied."""
    for sets in (succession.after.entry_rule_sets, succession.after.ranking_scales):
        for one in sets.exclude(valid_from=None):
            # Without a new key, the row would move away from the version that batches use instead of being copied.
            one.pk, one.public_id, one.version = None, uuid4(), succession.version
            one.save(force_insert=True)
