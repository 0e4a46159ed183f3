from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("inmates", "0005_one_open_task_a_matter")]

    operations = [
        migrations.AddField(
            model_name="custodyperiod",
            name="left_at",
            field=models.DateTimeField(
                blank=True,
                help_text="The hour of leaving on the last day; without it nobody waits on that day.",
                null=True,
            ),
        ),
        migrations.AddConstraint(
            model_name="custodyperiod",
            constraint=models.CheckConstraint(
                condition=Q(left_at__isnull=True) | Q(until__isnull=False),
                name="custody_period_is_left_at_an_hour_of_its_end",
            ),
        ),
    ]
