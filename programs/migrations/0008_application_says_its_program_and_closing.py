import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("programs", "0007_fill_application_program")]

    operations = [
        migrations.AlterField(
            model_name="application",
            name="program",
            field=models.ForeignKey(
                help_text="That of the batch: one open application each.",
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="programs.program",
            ),
        ),
        migrations.AddIndex(
            model_name="application",
            index=models.Index(fields=["inmate", "state"], name="application_by_person"),
        ),
        migrations.AddConstraint(
            model_name="application",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["submitted", "admitted", "reserve", "offered"])),
                fields=("batch", "inmate"),
                name="application_one_open_a_batch_and_person",
                violation_error_message="This person has already applied for this batch.",
            ),
        ),
        migrations.AddConstraint(
            model_name="application",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["submitted", "admitted", "reserve", "offered"])),
                fields=("program", "inmate"),
                name="application_one_open_a_program_and_person",
                violation_error_message="This person already has an open application for this program.",
            ),
        ),
        migrations.AddConstraint(
            model_name="application",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["admitted", "reserve", "offered", "rejected"]), _negated=True),
                    models.Q(
                        ("decided_at__isnull", False),
                        ("decided_by__isnull", False),
                        models.Q(("decision_reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="application_is_decided_by_somebody_with_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="application",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        ["submitted", "admitted", "reserve", "offered", "rejected", "withdrawn", "lapsed", "enrolled"],
                    )
                ),
                name="application_state_is_one_of_the_table",
            ),
        ),
        migrations.AddConstraint(
            model_name="application",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        models.Q(("state__in", ["withdrawn", "lapsed"]), _negated=True),
                        ("closed_at", None),
                        ("closing", ""),
                    ),
                    models.Q(
                        ("closed_at__isnull", False),
                        ("state__in", ["withdrawn", "lapsed"]),
                        models.Q(("closing", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="application_is_closed_with_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="application",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("reserve_position__isnull", False), ("state__in", ["reserve", "offered"])),
                    models.Q(
                        models.Q(("state__in", ["reserve", "offered"]), _negated=True), ("reserve_position", None)
                    ),
                    _connector="OR",
                ),
                name="application_on_the_reserve_list_has_a_position",
            ),
        ),
    ]
