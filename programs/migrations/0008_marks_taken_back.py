import django.db.models.deletion
from django.db import migrations, models
from django.db.migrations.exceptions import IrreversibleError


def refuse_where_marks_were_taken_back(apps, schema_editor):
    """The version before has no mark without a status; which one stood before stays in the revisions alone."""
    count = apps.get_model("programs", "Mark").objects.filter(status=None).count()
    if count:
        raise IrreversibleError(
            f"{count} marks were taken back, and the version before this one cannot hold such marks. "
            "Mark these people again, then go back. Nothing was changed."
        )


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
        # The last one here is the first one on the way back: asked before anything is changed.
        migrations.RunPython(migrations.RunPython.noop, refuse_where_marks_were_taken_back),
    ]
