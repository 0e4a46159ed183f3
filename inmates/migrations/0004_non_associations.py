import core.clock
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("inmates", "0003_inbox"),
    ]

    operations = [
        migrations.CreateModel(
            name="NonAssociation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("from_date", models.DateField(verbose_name="from")),
                ("until", models.DateField(blank=True, null=True, verbose_name="until")),
                ("decided_by", models.CharField(max_length=120, verbose_name="decided by")),
                ("recorded_at", models.DateTimeField(default=core.clock.now, editable=False)),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "facility",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.facility"
                    ),
                ),
                (
                    "first",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="inmates.inmate"
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "second",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="inmates.inmate"
                    ),
                ),
            ],
            options={
                "ordering": ["-from_date", "-pk"],
            },
        ),
        migrations.AddConstraint(
            model_name="nonassociation",
            constraint=models.CheckConstraint(
                condition=models.Q(("first__lt", models.F("second"))), name="non_association_pair_is_ordered"
            ),
        ),
        migrations.AddConstraint(
            model_name="nonassociation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("until__isnull", True)),
                fields=("first", "second"),
                name="non_association_one_open_a_pair",
                violation_error_message="It is already recorded that these two must not be together.",
            ),
        ),
        migrations.AddConstraint(
            model_name="nonassociation",
            constraint=models.CheckConstraint(
                condition=models.Q(("until__isnull", True), ("until__gte", models.F("from_date")), _connector="OR"),
                name="non_association_ends_after_it_begins",
            ),
        ),
    ]
