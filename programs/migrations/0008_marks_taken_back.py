import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("programs", "0007_tool_state_words")]

    operations = [
        migrations.AlterField(
            "mark",
            "status",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="programs.attendancestatus",
            ),
        ),
        migrations.AlterField("markrevision", "status_code", models.CharField(blank=True, max_length=20)),
        migrations.AddConstraint(
            "mark",
            models.CheckConstraint(
                condition=models.Q(
                    ("status__isnull", False),
                    models.Q(("minutes_late", 0), ("minutes_present", 0), ("note", "")),
                    _connector="OR",
                ),
                name="mark_taken_back_says_nothing",
            ),
        ),
    ]
