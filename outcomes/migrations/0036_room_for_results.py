from django.db import migrations
from django.db.models import F

# The results stand after the certificate, whose place is the twelfth.
AFTER = 12


def make_room(apps, _schema_editor):
    """Items after the certificate move down by one; a site without items gets all of them in order anyway."""
    items = apps.get_model("outcomes", "ReadinessItem").objects
    if items.filter(code="SERTIFIKAT", position=AFTER).exists() and not items.filter(code="HASIL").exists():
        items.filter(position__gt=AFTER).update(position=F("position") + 1)


class Migration(migrations.Migration):
    dependencies = [("outcomes", "0035_place_and_employer_of_work")]

    # On the way back the order stays as it is, with a gap that nobody sees.
    operations = [migrations.RunPython(make_room, migrations.RunPython.noop)]
