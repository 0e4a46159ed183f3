import core.clock
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("programs", "0005_places_by_written_name"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CountAlarm",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "from_point",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("expected", "Expected by the list"),
                            ("left_block", "Left the block"),
                            ("arrived", "Arrived at the workshop"),
                            ("left_workshop", "Left the workshop"),
                            ("back_in_block", "Back in the block"),
                        ],
                        max_length=14,
                    ),
                ),
                ("before", models.PositiveSmallIntegerField(blank=True, null=True)),
                (
                    "to_point",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("left_block", "Left the block"),
                            ("arrived", "Arrived at the workshop"),
                            ("left_workshop", "Left the workshop"),
                            ("back_in_block", "Back in the block"),
                        ],
                        max_length=14,
                    ),
                ),
                ("after", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("raised_at", models.DateTimeField(default=core.clock.now)),
                ("agreed_at", models.DateTimeField(blank=True, null=True)),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="explanation")),
                ("explained_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["session", "raised_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="LookedFor",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("is_seen", models.BooleanField()),
                ("said_at", models.DateTimeField(default=core.clock.now)),
            ],
            options={
                "ordering": ["alarm", "said_at", "pk"],
            },
        ),
        migrations.AddField(
            model_name="headcount",
            name="expected",
            field=models.PositiveSmallIntegerField(blank=True, help_text="How many the list expected.", null=True),
        ),
        migrations.AddIndex(
            model_name="session",
            index=models.Index(
                condition=models.Q(("state", "planned")), fields=["facility", "ends_at"], name="session_planned_by_end"
            ),
        ),
        migrations.AddField(
            model_name="countalarm",
            name="explained_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="countalarm",
            name="last_count",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="programs.headcount",
            ),
        ),
        migrations.AddField(
            model_name="countalarm",
            name="raised_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="countalarm",
            name="session",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="count_alarms", to="programs.session"
            ),
        ),
        migrations.AddField(
            model_name="lookedfor",
            name="alarm",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="people", to="programs.countalarm"
            ),
        ),
        migrations.AddField(
            model_name="lookedfor",
            name="enrollment",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="programs.enrollment"
            ),
        ),
        migrations.AddField(
            model_name="lookedfor",
            name="said_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddConstraint(
            model_name="countalarm",
            constraint=models.UniqueConstraint(
                condition=models.Q(("explained_at__isnull", True)),
                fields=("session",),
                name="count_alarm_one_open_a_session",
            ),
        ),
        migrations.AddConstraint(
            model_name="countalarm",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("explained_at__isnull", True), ("explained_by__isnull", True), ("reason", "")),
                    models.Q(
                        ("explained_at__isnull", False),
                        ("explained_by__isnull", False),
                        models.Q(("reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="count_alarm_is_explained_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="countalarm",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("after__isnull", True), ("before__isnull", True), ("from_point", ""), ("to_point", "")),
                    models.Q(
                        ("after__isnull", False),
                        ("before__isnull", False),
                        models.Q(("from_point", ""), _negated=True),
                        models.Q(("to_point", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="count_alarm_has_two_figures_or_none",
            ),
        ),
        migrations.AddConstraint(
            model_name="lookedfor",
            constraint=models.UniqueConstraint(
                fields=("alarm", "enrollment"), name="looked_for_once_an_alarm_and_person"
            ),
        ),
    ]
