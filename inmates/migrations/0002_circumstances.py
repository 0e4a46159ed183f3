import core.clock
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("inmates", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Circumstance",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("admission", "Admission"),
                            ("transfer_in", "Transfer in"),
                            ("readmission", "Return to custody"),
                            ("court", "Court hearing"),
                            ("hospital", "Hospital"),
                            ("loan", "Loan to investigators"),
                            ("isolation", "Isolation"),
                            ("full_term", "Release at full term"),
                            ("conditional", "Conditional release or leave"),
                            ("court_order", "Release by order of a court"),
                            ("transfer", "Transfer out"),
                            ("escape", "Escape"),
                            ("death", "Death"),
                        ],
                        max_length=12,
                    ),
                ),
                ("happened_on", models.DateField(help_text="Local to the facility.")),
                ("destination_name", models.CharField(blank=True, max_length=120)),
                (
                    "effects",
                    models.JSONField(default=list, help_text="[{model, pk, before, after}], in the order of writing."),
                ),
                ("recorded_at", models.DateTimeField(default=core.clock.now, editable=False)),
                ("returned_on", models.DateField(blank=True, null=True)),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                ("withdrawal_reason", models.CharField(blank=True, max_length=300)),
                (
                    "destination",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.facility",
                    ),
                ),
                (
                    "facility",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="circumstances",
                        to="accounts.facility",
                    ),
                ),
                (
                    "inmate",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="circumstances", to="inmates.inmate"
                    ),
                ),
                (
                    "movement",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="circumstance",
                        to="inmates.movement",
                    ),
                ),
                (
                    "period",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="inmates.custodyperiod",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-recorded_at", "-pk"],
            },
        ),
        migrations.AlterField(
            model_name="custodyperiod",
            name="leaving",
            field=models.CharField(
                blank=True,
                choices=[
                    ("full_term", "Released at full term"),
                    ("conditional", "Conditional release or leave"),
                    ("court_order", "Released by order of a court"),
                    ("transfer", "Transferred to another facility"),
                    ("escape", "Escaped"),
                    ("death", "Died"),
                    ("correction", "Entered by mistake"),
                ],
                max_length=12,
            ),
        ),
        migrations.AddConstraint(
            model_name="movement",
            constraint=models.UniqueConstraint(
                condition=models.Q(("back_at__isnull", True)),
                fields=("inmate",),
                name="movement_one_open_a_person",
                violation_error_message="This person is out already.",
            ),
        ),
        migrations.AddIndex(
            model_name="circumstance",
            index=models.Index(fields=["facility", "-recorded_at", "-id"], name="circumstance_by_facility"),
        ),
        migrations.AddConstraint(
            model_name="circumstance",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("withdrawal_reason", ""), ("withdrawn_at__isnull", True)),
                    models.Q(("withdrawn_at__isnull", False), models.Q(("withdrawal_reason", ""), _negated=True)),
                    _connector="OR",
                ),
                name="circumstance_is_withdrawn_with_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="circumstance",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("returned_on__isnull", True), ("returned_on__gte", models.F("happened_on")), _connector="OR"
                ),
                name="circumstance_returns_after_it_began",
            ),
        ),
    ]
