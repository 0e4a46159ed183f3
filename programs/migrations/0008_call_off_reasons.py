import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("programs", "0007_appeals_refused"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CallOffReason",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.SlugField(max_length=20, unique=True)),
                ("label", models.CharField(help_text="As pages show it, in Indonesian.", max_length=60)),
                ("label_en", models.CharField(max_length=60)),
                ("position", models.PositiveSmallIntegerField()),
                (
                    "is_custody_reason",
                    models.BooleanField(default=False, help_text="The training center reads only “Alasan dinas”."),
                ),
                ("needs_note", models.BooleanField(default=False)),
            ],
            options={
                "ordering": ["position"],
                "abstract": False,
            },
        ),
        migrations.RemoveConstraint(
            model_name="batch",
            name="batch_is_cancelled_with_a_reason",
        ),
        migrations.AddField(
            model_name="batch",
            name="is_cancel_note_of_center",
            field=models.BooleanField(
                default=False, help_text="The training center wrote the note; that of the detention center stays there."
            ),
        ),
        migrations.AddField(
            model_name="enrollment",
            name="left_on",
            field=models.DateField(
                blank=True,
                help_text="The day on which it happened; who was present that day is over the day after.",
                null=True,
            ),
        ),
        migrations.AddField(
            model_name="session",
            name="is_cancel_note_of_center",
            field=models.BooleanField(
                default=False, help_text="The training center wrote the note; that of the detention center stays there."
            ),
        ),
        migrations.AlterField(
            model_name="batch",
            name="cancel_reason",
            field=models.CharField(blank=True, max_length=300, verbose_name="note"),
        ),
        migrations.AlterField(
            model_name="enrollment",
            name="end_reason",
            field=models.CharField(
                blank=True,
                choices=[
                    ("full_term", "Released at full term"),
                    ("conditional", "Conditional release or leave"),
                    ("transfer", "Transferred to another facility"),
                    ("status", "Change of legal status"),
                    ("illness", "Illness"),
                    ("discipline", "Disciplinary measure"),
                    ("court", "Series of court hearings"),
                    ("withdrew", "Withdrew"),
                    ("absent", "Did not attend"),
                    ("death", "Died"),
                    ("escape", "Escaped"),
                    ("called_off", "Batch called off"),
                    ("other", "Other"),
                ],
                max_length=12,
                verbose_name="reason",
            ),
        ),
        migrations.AlterField(
            model_name="enrollment",
            name="ended_on",
            field=models.DateField(blank=True, help_text="The first day on which nobody waits any more.", null=True),
        ),
        migrations.AlterField(
            model_name="enrollmentsuspension",
            name="reason",
            field=models.CharField(
                choices=[
                    ("full_term", "Released at full term"),
                    ("conditional", "Conditional release or leave"),
                    ("transfer", "Transferred to another facility"),
                    ("status", "Change of legal status"),
                    ("illness", "Illness"),
                    ("discipline", "Disciplinary measure"),
                    ("court", "Series of court hearings"),
                    ("withdrew", "Withdrew"),
                    ("absent", "Did not attend"),
                    ("death", "Died"),
                    ("escape", "Escaped"),
                    ("called_off", "Batch called off"),
                    ("other", "Other"),
                ],
                max_length=12,
                verbose_name="reason",
            ),
        ),
        migrations.AddField(
            model_name="batch",
            name="cancel_cause",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="programs.calloffreason",
            ),
        ),
        migrations.AddConstraint(
            model_name="batch",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "cancelled"), _negated=True),
                    models.Q(("cancel_reason", ""), _negated=True),
                    ("cancel_cause__isnull", False),
                    _connector="OR",
                ),
                name="batch_is_cancelled_with_a_reason",
            ),
        ),
    ]
