import core.clock
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("inmates", "0001_initial"),
        ("accounts", "0001_initial"),
        ("programs", "0011_late_entry"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Interview",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("held_on", models.DateField(verbose_name="held on")),
                (
                    "entry",
                    models.CharField(
                        choices=[("direct", "Written during the talk"), ("paper", "Keyed in from the paper form")],
                        default="direct",
                        max_length=6,
                        verbose_name="how it was recorded",
                    ),
                ),
                ("skills", models.JSONField(blank=True, default=list, verbose_name="skills")),
                ("prior_work", models.CharField(blank=True, max_length=300, verbose_name="earlier work")),
                ("prior_certificates", models.CharField(blank=True, max_length=300, verbose_name="certificates held")),
                (
                    "education",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("NONE", "No school finished"),
                            ("SD", "SD"),
                            ("SMP", "SMP"),
                            ("SMA", "SMA/SMK"),
                            ("D1", "D1"),
                            ("D2", "D2"),
                            ("D3", "D3"),
                            ("D4", "D4"),
                            ("S1", "S1"),
                            ("S2", "S2"),
                            ("S3", "S3"),
                        ],
                        max_length=4,
                        verbose_name="last education",
                    ),
                ),
                ("wishes", models.CharField(blank=True, max_length=300, verbose_name="wishes after release")),
                ("adjustments", models.CharField(blank=True, max_length=200, verbose_name="needed adjustments")),
                ("recorded_at", models.DateTimeField(default=core.clock.now)),
            ],
            options={
                "ordering": ["-held_on", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="TrainingGoal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("text", models.CharField(max_length=200, verbose_name="goal")),
                ("due_on", models.DateField(verbose_name="due on")),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "Open"), ("reached", "Reached"), ("dropped", "Given up")],
                        default="open",
                        max_length=7,
                    ),
                ),
                ("made_at", models.DateTimeField(default=core.clock.now)),
                ("closed_on", models.DateField(blank=True, null=True)),
                ("close_note", models.CharField(blank=True, max_length=200, verbose_name="result")),
            ],
            options={
                "ordering": ["due_on", "pk"],
            },
        ),
        migrations.CreateModel(
            name="VocationInterest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("rank", models.PositiveSmallIntegerField()),
            ],
            options={
                "ordering": ["interview", "rank"],
            },
        ),
        migrations.AddField(
            model_name="interview",
            name="facility",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.facility"
            ),
        ),
        migrations.AddField(
            model_name="interview",
            name="inmate",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="interviews", to="inmates.inmate"
            ),
        ),
        migrations.AddField(
            model_name="interview",
            name="recorded_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="traininggoal",
            name="inmate",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="training_goals", to="inmates.inmate"
            ),
        ),
        migrations.AddField(
            model_name="traininggoal",
            name="made_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="traininggoal",
            name="vocation",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="programs.vocation",
                verbose_name="vocation",
            ),
        ),
        migrations.AddField(
            model_name="vocationinterest",
            name="interview",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="interests", to="programs.interview"
            ),
        ),
        migrations.AddField(
            model_name="vocationinterest",
            name="vocation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="programs.vocation"
            ),
        ),
        migrations.AddConstraint(
            model_name="traininggoal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_on", None), ("state", "open")),
                    models.Q(("closed_on__isnull", False), models.Q(("close_note", ""), _negated=True)),
                    _connector="OR",
                ),
                name="training_goal_is_closed_with_a_result",
            ),
        ),
        migrations.AddConstraint(
            model_name="vocationinterest",
            constraint=models.UniqueConstraint(fields=("interview", "vocation"), name="vocation_interest_stands_once"),
        ),
        migrations.AddConstraint(
            model_name="vocationinterest",
            constraint=models.UniqueConstraint(fields=("interview", "rank"), name="vocation_interest_rank_is_unique"),
        ),
        migrations.AddConstraint(
            model_name="vocationinterest",
            constraint=models.CheckConstraint(
                condition=models.Q(("rank__gte", 1), ("rank__lte", 3)), name="vocation_interest_rank_is_1_to_3"
            ),
        ),
    ]
