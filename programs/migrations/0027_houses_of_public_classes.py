from django.db import migrations
from django.db.models import OuterRef, Subquery


def fill(apps, editor):
    batch, session = apps.get_model("programs", "Batch"), apps.get_model("programs", "Session")
    center = batch.objects.filter(pk=OuterRef("batch")).values("training_center")
    session.objects.filter(facility=None).update(premises=Subquery(center))


class Migration(migrations.Migration):
    dependencies = [("programs", "0026_house_of_sessions")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
