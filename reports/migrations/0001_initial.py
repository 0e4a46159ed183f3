import core.clock
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("certification", "0001_initial"),
        ("inmates", "0001_initial"),
        ("programs", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="ReconcileRun",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[("running", "Running"), ("done", "Done"), ("failed", "Failed")],
                        default="running",
                        max_length=7,
                    ),
                ),
                (
                    "night",
                    models.DateField(
                        blank=True, help_text="Which night it belongs to; empty for one by hand.", null=True
                    ),
                ),
                ("started_at", models.DateTimeField(default=core.clock.now)),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
                ("seconds", models.FloatField(default=0)),
            ],
            options={
                "ordering": ["-started_at", "-pk"],
                "indexes": [models.Index(fields=["-started_at", "-id"], name="reconcile_run_newest_first")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "running")), fields=("state",), name="reconcile_run_one_at_a_time"
                    ),
                    models.UniqueConstraint(fields=("night",), name="reconcile_run_once_a_night"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("finished_at", None), ("state", "running")),
                            models.Q(models.Q(("state", "running"), _negated=True), ("finished_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="reconcile_run_is_over_at_a_moment",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReconcileCount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(help_text="A code of `reports.reconcile.contradictions`.", max_length=40)),
                (
                    "facility",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.facility"
                    ),
                ),
                (
                    "training_center",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="accounts.trainingcenter",
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="counts", to="reports.reconcilerun"
                    ),
                ),
                ("count", models.PositiveIntegerField()),
                ("new", models.PositiveIntegerField()),
                ("gone", models.PositiveIntegerField()),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Finding",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(help_text="A code of `reports.reconcile.contradictions`.", max_length=40)),
                (
                    "facility",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.facility"
                    ),
                ),
                (
                    "training_center",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="accounts.trainingcenter",
                    ),
                ),
                ("key", models.CharField(help_text="Names the matter within its kind.", max_length=60)),
                (
                    "person",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="inmates.person"
                    ),
                ),
                (
                    "other_person",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="inmates.person"
                    ),
                ),
                (
                    "batch",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="programs.batch"
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="programs.session"
                    ),
                ),
                (
                    "certificate",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="certification.certificate",
                    ),
                ),
                ("found_at", models.DateTimeField(default=core.clock.now, help_text="When it was found first.")),
            ],
            options={
                "ordering": ["kind", "pk"],
                "indexes": [
                    models.Index(fields=["facility", "kind", "id"], name="finding_by_facility"),
                    models.Index(fields=["training_center", "kind", "id"], name="finding_by_center"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("kind", "key"), name="finding_stands_once"),
                    models.CheckConstraint(
                        condition=models.Q(("facility", None), ("training_center", None), _connector="OR"),
                        name="finding_belongs_to_one_office_at_most",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SubjectRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="subject_requests",
                        to="inmates.person",
                    ),
                ),
                ("office", models.CharField(max_length=40)),
                (
                    "asker",
                    models.CharField(
                        choices=[("self", "The person"), ("proxy", "Somebody with a power of attorney")],
                        default="self",
                        max_length=5,
                        verbose_name="asked by",
                    ),
                ),
                (
                    "asker_name",
                    models.CharField(blank=True, max_length=150, verbose_name="name of the authorized person"),
                ),
                ("received_at", models.DateTimeField(verbose_name="received at")),
                ("number", models.CharField(blank=True, max_length=80, verbose_name="number of the letter")),
                ("reason", models.CharField(max_length=300, verbose_name="reason")),
                ("recorded_at", models.DateTimeField(default=core.clock.now)),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                (
                    "answered_by",
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
                "ordering": ["-received_at", "-pk"],
                "indexes": [models.Index(fields=["office", "-received_at", "-id"], name="subject_request_by_office")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("asker", "self"), ("asker_name", "")),
                            models.Q(("asker", "proxy"), models.Q(("asker_name", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="subject_request_names_who_is_authorized",
                        violation_error_message="Name the person who asks with a power of attorney.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answered_at", None), ("answered_by", None)),
                            models.Q(("answered_at__isnull", False), ("answered_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="subject_request_is_answered_by_somebody",
                    ),
                ],
            },
        ),
    ]
