from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    dependencies = [("programs", "0013_alarms_got_worse")]

    operations = [
        migrations.AddField(
            model_name="session",
            name="ended_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="ended at"),
        ),
        migrations.AddField(
            model_name="session",
            name="taught_minutes",
            field=models.PositiveSmallIntegerField(
                blank=True, help_text="Minutes of lessons until the early end, the break taken off.", null=True
            ),
        ),
        migrations.AddConstraint(
            model_name="session",
            constraint=models.CheckConstraint(
                condition=Q(ended_at__isnull=True, taught_minutes__isnull=True)
                | Q(
                    state="finalized",
                    ended_at__isnull=False,
                    ended_at__gt=F("starts_at"),
                    ended_at__lt=F("ends_at"),
                    taught_minutes__isnull=False,
                ),
                name="session_ends_early_between_its_hours",
                violation_error_message="The end lies between the start and the planned end of the session.",
            ),
        ),
    ]
