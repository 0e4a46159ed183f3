"""Whoever was recorded as not reached in an open breach is to be told again: two people decide now who is given up."""

from django.db import migrations


def to_tries(apps, editor):
    affected = apps.get_model("reports", "AffectedPerson").objects
    attempts = apps.get_model("reports", "TellingAttempt").objects
    for row in affected.filter(told_how="unreached", breach__closed_at=None).order_by("pk").iterator():
        note = row.told_note or "-"
        said = {"on": row.told_on, "how": "unreached", "why": "other", "note": note, "recorded_by_id": row.told_by_id}
        attempts.create(affected_id=row.pk, **said)
        affected.filter(pk=row.pk).update(told_on=None, told_how="", told_note="", told_by=None)


def to_rows(apps, editor):
    affected = apps.get_model("reports", "AffectedPerson").objects
    for one in apps.get_model("reports", "TellingAttempt").objects.filter(affected__told_on=None).order_by("pk"):
        said = {"told_on": one.on, "told_how": one.how, "told_note": one.note, "told_by_id": one.recorded_by_id}
        affected.filter(pk=one.affected_id).update(**said)
    affected.filter(told_how="family").update(told_how="sent")


class Migration(migrations.Migration):
    dependencies = [("reports", "0011_tries_to_tell")]

    operations = [migrations.RunPython(to_tries, to_rows)]
