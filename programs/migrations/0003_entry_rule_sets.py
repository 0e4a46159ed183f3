import core.clock
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("programs", "0002_append_only"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="EntryRuleSet",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("number", models.PositiveSmallIntegerField()),
                ("valid_from", models.DateField(blank=True, null=True, verbose_name="in force from")),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="reason")),
                ("decided_at", models.DateTimeField(default=core.clock.now)),
                ("parts", models.JSONField(default=dict)),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "Draft"), ("in_force", "Put in force")], default="draft", max_length=8
                    ),
                ),
            ],
            options={
                "ordering": ["version", "facility", "-number"],
            },
        ),
        migrations.CreateModel(
            name="RankingScale",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("number", models.PositiveSmallIntegerField()),
                ("valid_from", models.DateField(blank=True, null=True, verbose_name="in force from")),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="reason")),
                ("decided_at", models.DateTimeField(default=core.clock.now)),
                ("points", models.JSONField(default=dict)),
            ],
            options={
                "ordering": ["version", "facility", "-number"],
            },
        ),
        migrations.AddField(
            model_name="entryruleset",
            name="decided_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="entryruleset",
            name="facility",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.facility",
            ),
        ),
        migrations.AddField(
            model_name="entryruleset",
            name="version",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="entry_rule_sets",
                to="programs.programversion",
            ),
        ),
        migrations.AddField(
            model_name="rankingscale",
            name="decided_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="rankingscale",
            name="facility",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.facility",
            ),
        ),
        migrations.AddField(
            model_name="rankingscale",
            name="version",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="ranking_scales", to="programs.programversion"
            ),
        ),
        migrations.AddConstraint(
            model_name="entryruleset",
            constraint=models.UniqueConstraint(
                fields=("version", "facility", "number"), name="entry_rule_set_number_is_unique"
            ),
        ),
        migrations.AddConstraint(
            model_name="entryruleset",
            constraint=models.UniqueConstraint(
                condition=models.Q(("facility", None)),
                fields=("version", "number"),
                name="entry_rule_set_usual_number_is_unique",
            ),
        ),
        migrations.AddConstraint(
            model_name="entryruleset",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "draft")),
                fields=("version", "facility"),
                name="entry_rule_set_one_draft_an_office",
                violation_error_message="These entry rules are being drafted already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="entryruleset",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "draft"), ("valid_from", None)),
                    models.Q(("state", "in_force"), ("valid_from__isnull", False)),
                    _connector="OR",
                ),
                name="entry_rule_set_in_force_from_a_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="rankingscale",
            constraint=models.UniqueConstraint(
                fields=("version", "facility", "number"), name="ranking_scale_number_is_unique"
            ),
        ),
        migrations.AddConstraint(
            model_name="rankingscale",
            constraint=models.UniqueConstraint(
                condition=models.Q(("facility", None)),
                fields=("version", "number"),
                name="ranking_scale_usual_number_is_unique",
            ),
        ),
        migrations.AddConstraint(
            model_name="rankingscale",
            constraint=models.CheckConstraint(
                condition=models.Q(("valid_from__isnull", False)), name="ranking_scale_in_force_from_a_day"
            ),
        ),
    ]
