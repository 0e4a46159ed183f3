import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.clock
from core.append_only import protect, release

TABLE = "outcomes_outcomereport"


def protect_reports(apps, editor):
    protect(editor.connection, TABLE)


def release_reports(apps, editor):
    release(editor.connection, TABLE)


class Migration(migrations.Migration):
    dependencies = [
        ("outcomes", "0020_kept_counts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        # SQLite writes the table anew, and its triggers go with the old one.
        migrations.RunPython(release_reports, protect_reports),
        migrations.AlterField(
            model_name="outcomereport",
            name="made_by",
            field=models.ForeignKey(
                blank=True,
                help_text="Empty: made by itself.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.RunPython(protect_reports, release_reports),
        migrations.CreateModel(
            name="ClosedWave",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("office", models.CharField(max_length=40)),
                ("year", models.PositiveSmallIntegerField()),
                (
                    "wave",
                    models.CharField(
                        choices=[
                            ("w2", "2 weeks"),
                            ("m3", "3 months"),
                            ("m6", "6 months"),
                            ("m12", "12 months"),
                            ("m24", "24 months"),
                        ],
                        max_length=3,
                    ),
                ),
                ("looked_at", models.DateTimeField(default=core.clock.now)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=["office", "year", "wave"], name="closed_wave_is_looked_at_once_an_office"
                    )
                ]
            },
        ),
    ]
