from django.db import migrations, models


class Migration(migrations.Migration):
    """Since when fewer people are there than before: what was said of somebody until then holds no longer."""

    dependencies = [("programs", "0012_alarms_joined_on_the_way_back")]

    operations = [
        migrations.AddField(
            model_name="countalarm", name="worse_at", field=models.DateTimeField(blank=True, null=True)
        ),
    ]
