import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("programs", "0016_sessions_by_facility_and_day")]

    operations = [
        migrations.RemoveConstraint(model_name="batch", name="batch_has_an_agreement_or_a_reason"),
        migrations.RemoveConstraint(model_name="enrollment", name="enrollment_one_live_batch_a_person"),
        migrations.AddField(
            model_name="enrollment",
            name="is_public",
            field=models.BooleanField(default=False, help_text="Copied from the batch: a class without a facility."),
        ),
        migrations.AlterField(
            model_name="batch",
            name="facility",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="batches",
                to="accounts.facility",
            ),
        ),
        migrations.AlterField(
            model_name="session",
            name="facility",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.facility",
            ),
        ),
        migrations.AddConstraint(
            model_name="batch",
            constraint=models.UniqueConstraint(
                condition=Q(facility__isnull=True),
                fields=("training_center", "name"),
                name="batch_public_name_is_unique",
                violation_error_message="There is already a batch with this name.",
            ),
        ),
        migrations.AddConstraint(
            model_name="batch",
            constraint=models.CheckConstraint(
                condition=Q(facility__isnull=False) | Q(agreement__isnull=True, agreement_override=""),
                name="batch_public_has_no_agreement",
                violation_error_message="A public class is held under no agreement.",
            ),
        ),
        migrations.AddConstraint(
            model_name="batch",
            constraint=models.CheckConstraint(
                condition=Q(agreement__isnull=False)
                | Q(facility__isnull=True)
                | Q(state__in=["planned", "cancelled"])
                | ~Q(agreement_override=""),
                name="batch_has_an_agreement_or_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="enrollment",
            constraint=models.UniqueConstraint(
                condition=Q(state__in=["active", "suspended"], blocks_parallel=True),
                fields=("person", "is_public"),
                name="enrollment_one_live_batch_a_person",
                violation_error_message="This person is already enrolled in another running batch.",
            ),
        ),
    ]
