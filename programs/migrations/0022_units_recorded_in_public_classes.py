"""Units recorded in public classes are told apart; those of people whom the center taught only outside are such."""

from django.db import migrations, models
from django.db.models import Exists, OuterRef


def tell_apart(apps, schema_editor):
    inside = apps.get_model("programs", "Enrollment").objects.filter(
        person=OuterRef("person"), batch__training_center=OuterRef("training_center"), is_public=False
    )
    apps.get_model("programs", "RecognizedUnit").objects.filter(~Exists(inside)).update(is_public=True)


class Migration(migrations.Migration):
    dependencies = [("programs", "0021_batches_without_a_need_record")]

    operations = [
        migrations.AddField(
            model_name="recognizedunit",
            name="is_public",
            field=models.BooleanField(
                default=False, help_text="Recorded in a public class, so no facility learns of it."
            ),
        ),
        migrations.RunPython(tell_apart, migrations.RunPython.noop, elidable=True),
    ]
