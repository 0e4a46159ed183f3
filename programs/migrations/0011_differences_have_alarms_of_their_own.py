import core.clock
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("programs", "0010_offer_taken_back"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AwaitedPerson",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("is_expected", models.BooleanField()),
                ("written_at", models.DateTimeField(default=core.clock.now)),
            ],
            options={
                "ordering": ["session", "pk"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="countalarm",
            name="count_alarm_one_open_a_session",
        ),
        migrations.RemoveField(
            model_name="countalarm",
            name="two_counts_differed",
        ),
        migrations.AddField(
            model_name="countalarm",
            name="names",
            field=models.JSONField(blank=True, default=list, help_text="Whom the roll misses, by key of the place."),
        ),
        migrations.AlterField(
            model_name="countalarm",
            name="to_point",
            field=models.CharField(
                blank=True,
                choices=[
                    ("left_block", "Left the block"),
                    ("arrived", "Arrived at the workshop"),
                    ("left_workshop", "Left the workshop"),
                    ("back_in_block", "Back in the block"),
                    ("roll", "On the roll"),
                ],
                max_length=14,
            ),
        ),
        migrations.AddConstraint(
            model_name="countalarm",
            constraint=models.UniqueConstraint(
                condition=models.Q(("explained_at__isnull", True)),
                fields=("session", "from_point", "to_point"),
                name="count_alarm_one_open_a_pair",
            ),
        ),
        migrations.AddField(
            model_name="awaitedperson",
            name="enrollment",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="programs.enrollment"
            ),
        ),
        migrations.AddField(
            model_name="awaitedperson",
            name="session",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="awaited", to="programs.session"
            ),
        ),
        migrations.AddConstraint(
            model_name="awaitedperson",
            constraint=models.UniqueConstraint(fields=("session", "enrollment"), name="awaited_person_once_a_session"),
        ),
    ]
