import datetime
from collections import defaultdict

from django.db import migrations

# Weights had no day from which they held: they hold from before the first batch.
BEFORE_ALL = datetime.date(2000, 1, 1)


def gather(apps, editor):
    """For each version one set a day on which its rules changed, with the rules in force on that day."""
    rules_of = defaultdict(list)
    for rule in apps.get_model("programs", "EntryRule").objects.order_by("pk"):
        rules_of[rule.version_id].append(rule)
    sets = apps.get_model("programs", "EntryRuleSet").objects
    for version, rules in rules_of.items():
        days = {rule.valid_from for rule in rules}
        days |= {rule.valid_until + datetime.timedelta(days=1) for rule in rules if rule.valid_until}
        for number, day in enumerate(sorted(days), 1):
            parts = {
                rule.kind: rule.parameters
                for rule in rules
                if rule.valid_from <= day and (rule.valid_until is None or rule.valid_until >= day)
            }
            sets.create(version_id=version, number=number, state="in_force", valid_from=day, parts=parts)
    points_of = defaultdict(dict)
    for weight in apps.get_model("programs", "RankingWeight").objects.order_by("pk"):
        points_of[weight.version_id][weight.part] = weight.points
    for version, points in points_of.items():
        apps.get_model("programs", "RankingScale").objects.create(
            version_id=version, number=1, valid_from=BEFORE_ALL, points=points
        )


def scatter(apps, editor):
    """The latest set of each version as rules in force; what held before is not told any more."""
    rules, weights = (
        apps.get_model("programs", "EntryRule").objects,
        apps.get_model("programs", "RankingWeight").objects,
    )
    latest = {}
    for one in apps.get_model("programs", "EntryRuleSet").objects.filter(facility=None).order_by("number"):
        latest[one.version_id] = one
    for version, one in latest.items():
        for kind, parameters in one.parts.items():
            rules.create(version_id=version, kind=kind, parameters=parameters, valid_from=one.valid_from)
    scales = {}
    for one in apps.get_model("programs", "RankingScale").objects.filter(facility=None).order_by("number"):
        scales[one.version_id] = one
    for version, one in scales.items():
        for part, points in one.points.items():
            weights.create(version_id=version, part=part, points=points)


class Migration(migrations.Migration):
    dependencies = [("programs", "0003_entry_rule_sets")]

    operations = [migrations.RunPython(gather, scatter)]
