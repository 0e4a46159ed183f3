from django.db import migrations


def tell_apart(apps, editor):
    """An alarm that stands between two counts is of two counts; what it may have been before, nobody has kept."""
    alarms = apps.get_model("programs", "CountAlarm").objects.filter(before__isnull=False)
    alarms.exclude(from_point="expected").update(two_counts_differed=True)


class Migration(migrations.Migration):
    dependencies = [("programs", "0004_count_alarm_of_two_counts")]

    operations = [migrations.RunPython(tell_apart, migrations.RunPython.noop)]
