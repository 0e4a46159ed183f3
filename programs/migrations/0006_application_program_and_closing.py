import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("programs", "0005_drop_single_rules"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.RemoveConstraint(
            model_name="application",
            name="application_one_open_a_batch_and_person",
        ),
        migrations.RemoveConstraint(
            model_name="application",
            name="application_is_decided_by_somebody_with_a_reason",
        ),
        migrations.AddField(
            model_name="application",
            name="closed_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="application",
            name="closed_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="application",
            name="closing",
            field=models.CharField(
                blank=True,
                choices=[
                    ("own_wish", "At the person's own wish"),
                    ("declined", "Declined the place offered"),
                    ("left", "No longer in custody here"),
                    ("unavailable", "Cannot take part for now"),
                    ("mistake", "Entered by mistake"),
                    ("batch_over", "The batch is over"),
                    ("batch_cancelled", "The batch was cancelled"),
                ],
                max_length=15,
                verbose_name="why it was closed",
            ),
        ),
        migrations.AddField(
            model_name="application",
            name="form_id",
            field=models.UUIDField(
                default=uuid.uuid4, help_text="The same for everything that stood on one paper form."
            ),
        ),
        migrations.AddField(
            model_name="application",
            name="program",
            field=models.ForeignKey(
                help_text="That of the batch: one open application each.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="programs.program",
            ),
        ),
        migrations.AddField(
            model_name="application",
            name="revision",
            field=models.PositiveIntegerField(
                default=1, help_text="Grows with each move, so that a stale one is noticed."
            ),
        ),
        migrations.AddField(
            model_name="application",
            name="scan",
            field=models.FileField(blank=True, upload_to="consents/", verbose_name="scan of the form"),
        ),
        migrations.AddField(
            model_name="application",
            name="state_before",
            field=models.CharField(
                blank=True,
                choices=[
                    ("submitted", "Submitted"),
                    ("admitted", "Admitted"),
                    ("reserve", "Reserve list"),
                    ("offered", "Place offered"),
                    ("rejected", "Not admitted"),
                    ("withdrawn", "Withdrawn"),
                    ("lapsed", "Lapsed"),
                    ("enrolled", "Enrolled"),
                ],
                help_text="From which it was closed.",
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="application",
            name="state",
            field=models.CharField(
                choices=[
                    ("submitted", "Submitted"),
                    ("admitted", "Admitted"),
                    ("reserve", "Reserve list"),
                    ("offered", "Place offered"),
                    ("rejected", "Not admitted"),
                    ("withdrawn", "Withdrawn"),
                    ("lapsed", "Lapsed"),
                    ("enrolled", "Enrolled"),
                ],
                default="submitted",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="application",
            name="decision_rule_set",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="programs.entryruleset",
            ),
        ),
        migrations.AddField(
            model_name="application",
            name="rule_set",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="programs.entryruleset",
            ),
        ),
    ]
