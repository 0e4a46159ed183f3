from django.db import migrations, models
from django.db.models.functions import Coalesce


class Migration(migrations.Migration):
    dependencies = [("inmates", "0004_matter_from_key")]

    operations = [
        migrations.RemoveField(model_name="inboxtask", name="key"),
        migrations.AddConstraint(
            model_name="inboxtask",
            constraint=models.UniqueConstraint(
                Coalesce("facility", 0),
                Coalesce("training_center", 0),
                models.F("role"),
                models.F("kind"),
                Coalesce("person", 0),
                models.F("matter"),
                condition=models.Q(("acknowledged_at__isnull", True), ("settled_at__isnull", True)),
                name="inbox_task_one_open_a_matter",
            ),
        ),
    ]
