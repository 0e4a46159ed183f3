import core.clock
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("programs", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="CheckCounter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("address", models.CharField(max_length=64)),
                ("window", models.PositiveBigIntegerField()),
                ("count", models.PositiveIntegerField(default=0)),
            ],
            options={
                "indexes": [models.Index(fields=["window"], name="check_counter_by_window")],
                "constraints": [
                    models.UniqueConstraint(fields=("address", "window"), name="check_counter_one_a_window")
                ],
            },
        ),
        migrations.CreateModel(
            name="NumberSeries",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "training_center",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="series", to="accounts.trainingcenter"
                    ),
                ),
                (
                    "paper",
                    models.CharField(
                        choices=[("certificate", "Training certificate"), ("statement", "Statement of units")],
                        max_length=12,
                    ),
                ),
                ("year", models.PositiveSmallIntegerField()),
                (
                    "pattern",
                    models.CharField(
                        help_text="With {number:04d} and {year}, as in 563/{number:04d}/BLK-TPN/{year}.", max_length=60
                    ),
                ),
                ("last_number", models.PositiveIntegerField(default=0)),
                (
                    "used_before",
                    models.PositiveIntegerField(default=0, help_text="Numbers given on paper before this system."),
                ),
                (
                    "validity_months",
                    models.PositiveSmallIntegerField(
                        blank=True, help_text="How long its certificates are valid; empty: without end.", null=True
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "number series",
                "ordering": ["training_center", "paper", "-year"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("training_center", "paper", "year"), name="number_series_one_a_center_paper_and_year"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SeriesNumber",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "series",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="numbers",
                        to="certification.numberseries",
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("given_at", models.DateTimeField()),
                ("void_reason", models.CharField(blank=True, max_length=200)),
            ],
            options={
                "ordering": ["series", "number"],
                "constraints": [
                    models.UniqueConstraint(fields=("series", "number"), name="series_number_is_given_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="SignOff",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "batch",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="sign_off", to="programs.batch"
                    ),
                ),
                ("number", models.CharField(max_length=80, verbose_name="number of the minutes")),
                (
                    "signed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("signed_at", models.DateTimeField()),
                ("minutes", models.JSONField(help_text="Every printed word of the minutes.")),
            ],
            options={
                "ordering": ["-signed_at"],
            },
        ),
        migrations.CreateModel(
            name="UnitResult",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "enrollment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="unit_results",
                        to="programs.enrollment",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="results", to="programs.programunit"
                    ),
                ),
                ("attempt", models.PositiveSmallIntegerField(default=1)),
                ("result", models.CharField(choices=[("K", "Competent"), ("BK", "Not yet competent")], max_length=2)),
                ("feedback", models.CharField(blank=True, max_length=300, verbose_name="feedback")),
                ("assessed_on", models.DateField()),
                (
                    "assessed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("recorded_at", models.DateTimeField(default=core.clock.now)),
                ("version", models.PositiveIntegerField(default=1)),
            ],
            options={
                "ordering": ["enrollment", "unit", "attempt"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("enrollment", "unit", "attempt"), name="unit_result_attempt_is_unique"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("result", "K"), models.Q(("feedback", ""), _negated=True), _connector="OR"),
                        name="unit_result_not_yet_has_feedback",
                        violation_error_message="“Not yet competent” needs feedback: what is missing, what comes next.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Certificate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "enrollment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="certificates",
                        to="programs.enrollment",
                    ),
                ),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="certificates", to="programs.batch"
                    ),
                ),
                (
                    "paper",
                    models.CharField(
                        choices=[("certificate", "Training certificate"), ("statement", "Statement of units")],
                        default="certificate",
                        max_length=12,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("prepared", "Prepared"),
                            ("approved", "Approved"),
                            ("issued", "Issued"),
                            ("revoked", "Revoked"),
                            ("superseded", "Superseded"),
                            ("withdrawn", "Withdrawn before issue"),
                        ],
                        default="prepared",
                        max_length=10,
                    ),
                ),
                (
                    "replaces",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaced_by",
                        to="certification.certificate",
                    ),
                ),
                ("replace_reason", models.CharField(blank=True, max_length=200)),
                ("prepared_at", models.DateTimeField(default=core.clock.now)),
                (
                    "prepared_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("approved_at", models.DateTimeField(blank=True, null=True)),
                (
                    "approved_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("issued_at", models.DateTimeField(blank=True, null=True)),
                (
                    "issued_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "number",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="certificate",
                        to="certification.seriesnumber",
                    ),
                ),
                ("number_text", models.CharField(blank=True, max_length=60)),
                (
                    "code",
                    models.CharField(
                        blank=True,
                        help_text="130 random bits, Crockford base 32.",
                        max_length=26,
                        null=True,
                        unique=True,
                    ),
                ),
                ("issued_on", models.DateField(blank=True, null=True)),
                ("valid_until", models.DateField(blank=True, null=True)),
                ("snapshot", models.JSONField(default=dict, help_text="Every printed word, as it was at the issue.")),
                (
                    "revocation_category",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("error", "Issued in error"),
                            ("fraud", "Result obtained by deceit"),
                            ("duplicate", "Issued twice"),
                            ("other", "Other"),
                        ],
                        max_length=10,
                    ),
                ),
                ("revocation_reason", models.CharField(blank=True, max_length=300)),
                ("revocation_requested_at", models.DateTimeField(blank=True, null=True)),
                (
                    "revocation_requested_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
                (
                    "revoked_by",
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
                "ordering": ["-prepared_at", "-pk"],
                "indexes": [
                    models.Index(fields=["batch", "state"], name="certificate_by_batch"),
                    models.Index(fields=["-prepared_at", "-id"], name="certificate_newest_first"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "issued")),
                        fields=("enrollment", "paper"),
                        name="certificate_one_in_force_a_person_and_batch",
                        violation_error_message="This participant already has a certificate of this batch.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["prepared", "approved"])),
                        fields=("enrollment", "paper"),
                        name="certificate_one_in_the_making_a_person_and_batch",
                        violation_error_message="A certificate of this participant is already being prepared.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["prepared", "approved", "withdrawn"]),
                            models.Q(
                                ("code__isnull", False),
                                ("issued_at__isnull", False),
                                ("issued_by__isnull", False),
                                ("number__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="certificate_issued_has_a_number",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("approved_by__isnull", True),
                            models.Q(("approved_by", models.F("prepared_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="certificate_approved_by_another_person",
                        violation_error_message="Whoever prepared a certificate cannot approve it.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "revoked"), _negated=True),
                            models.Q(
                                ("revoked_at__isnull", False),
                                ("revoked_by__isnull", False),
                                models.Q(("revocation_reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="certificate_is_revoked_with_a_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("revoked_by__isnull", True),
                            models.Q(("revoked_by", models.F("revocation_requested_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="certificate_revoked_by_another_person",
                        violation_error_message="Whoever asked for a revocation cannot approve it.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CertificateFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "certificate",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="file", to="certification.certificate"
                    ),
                ),
                ("content", models.BinaryField()),
                ("sha256", models.CharField(max_length=64)),
                ("rendered_at", models.DateTimeField(default=core.clock.now)),
            ],
        ),
        migrations.CreateModel(
            name="HandOver",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "certificate",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="hand_over",
                        to="certification.certificate",
                    ),
                ),
                ("handed_on", models.DateField(verbose_name="handed over on")),
                ("received_by", models.CharField(max_length=150, verbose_name="received by")),
                ("recorded_at", models.DateTimeField(default=core.clock.now)),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PrintRecord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("run", models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                (
                    "certificate",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="prints",
                        to="certification.certificate",
                    ),
                ),
                ("printed_at", models.DateTimeField(default=core.clock.now)),
                (
                    "printed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("copy", models.PositiveSmallIntegerField()),
                ("reason", models.CharField(blank=True, max_length=200)),
            ],
            options={
                "ordering": ["certificate", "copy"],
                "constraints": [
                    models.UniqueConstraint(fields=("certificate", "copy"), name="print_record_copy_is_unique")
                ],
            },
        ),
    ]
