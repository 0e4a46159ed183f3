import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("inmates", "0004_non_associations"),
    ]

    operations = [
        migrations.AddField(
            model_name="inmate",
            name="merged_into",
            field=models.ForeignKey(
                blank=True,
                help_text="The record that has taken over everything; this one is only a signpost.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="merged_from",
                to="inmates.inmate",
            ),
        ),
        migrations.AddConstraint(
            model_name="inmate",
            constraint=models.CheckConstraint(
                condition=models.Q(("merged_into__isnull", True), ("facility__isnull", True), _connector="OR"),
                name="inmate_merged_is_nowhere",
            ),
        ),
    ]
