from django.db import migrations
from django.db.models import F

JOINED = "Digabung dengan peringatan lain pada sesi yang sama."


def _join(apps, editor):
    """Before, a session had one open alarm and none of its roll: the newest stays open, the others tell of it."""
    alarms = apps.get_model("programs", "CountAlarm").objects
    alarms.filter(to_point="roll").update(from_point="", before=None, to_point="", after=None)
    met = set()
    for alarm in alarms.filter(explained_at__isnull=True).order_by("-pk"):
        if alarm.session_id in met:
            same = alarms.filter(pk=alarm.pk)
            same.update(explained_at=F("raised_at"), explained_by=F("raised_by"), reason=JOINED)
        met.add(alarm.session_id)


class Migration(migrations.Migration):
    dependencies = [("programs", "0011_differences_have_alarms_of_their_own")]

    operations = [migrations.RunPython(migrations.RunPython.noop, _join)]
