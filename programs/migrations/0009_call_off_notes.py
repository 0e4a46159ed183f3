from django.db import migrations
from django.db.models import OuterRef, Subquery


def _name_reasons(apps, schema_editor):
    """Before there was a catalog of reasons the note alone said why: on the way back it has to say it again."""
    batches = apps.get_model("programs", "Batch").objects.filter(cancel_cause__isnull=False, cancel_reason="")
    reasons = apps.get_model("programs", "CallOffReason").objects.filter(pk=OuterRef("cancel_cause"))
    batches.update(cancel_reason=Subquery(reasons.values("label")[:1]))


def _other_reasons(apps, schema_editor):
    places = apps.get_model("programs", "Enrollment").objects.filter(end_reason__in=["escape", "called_off"])
    places.update(end_reason="other")


def _back(apps, schema_editor):
    _name_reasons(apps, schema_editor)
    _other_reasons(apps, schema_editor)


class Migration(migrations.Migration):
    dependencies = [("programs", "0008_call_off_reasons")]

    operations = [migrations.RunPython(migrations.RunPython.noop, _back)]
