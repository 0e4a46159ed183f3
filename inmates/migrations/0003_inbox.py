import core.clock
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("inmates", "0002_circumstances"),
    ]

    operations = [
        migrations.CreateModel(
            name="InboxTask",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("registrar", "Registrar"),
                            ("training_officer", "Training officer"),
                            ("board_member", "Board member"),
                            ("board_chair", "Board chair"),
                            ("rutan_head", "Head of the detention center"),
                            ("security_officer", "Security officer"),
                            ("case_officer", "Case officer"),
                            ("blk_coordinator", "Training coordinator"),
                            ("instructor", "Instructor"),
                            ("assessor", "Assessor"),
                            ("certificate_officer", "Certificate officer"),
                            ("blk_head", "Head of the training center"),
                            ("regional_viewer", "Regional viewer"),
                            ("auditor", "Data protection officer"),
                            ("administrator", "Administrator"),
                        ],
                        max_length=30,
                    ),
                ),
                ("kind", models.CharField(max_length=40)),
                (
                    "key",
                    models.CharField(
                        help_text="Names the matter: office, role, kind, person and what else.", max_length=160
                    ),
                ),
                ("values", models.JSONField(default=dict, help_text="What the sentence names; old and new.")),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="due")),
                ("opened_at", models.DateTimeField(default=core.clock.now)),
                ("acknowledged_at", models.DateTimeField(blank=True, null=True)),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="what was done")),
                (
                    "settled_at",
                    models.DateTimeField(
                        blank=True, help_text="When the matter ended without anybody's doing.", null=True
                    ),
                ),
                (
                    "acknowledged_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "facility",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="inbox",
                        to="accounts.facility",
                    ),
                ),
                (
                    "inmate",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="inbox_tasks",
                        to="inmates.inmate",
                    ),
                ),
                (
                    "training_center",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="inbox",
                        to="accounts.trainingcenter",
                    ),
                ),
            ],
            options={
                "ordering": ["opened_at", "pk"],
            },
        ),
        migrations.AddIndex(
            model_name="inboxtask",
            index=models.Index(fields=["facility", "role", "opened_at", "id"], name="inbox_task_by_facility"),
        ),
        migrations.AddIndex(
            model_name="inboxtask",
            index=models.Index(fields=["training_center", "role", "opened_at", "id"], name="inbox_task_by_center"),
        ),
        migrations.AddConstraint(
            model_name="inboxtask",
            constraint=models.UniqueConstraint(
                condition=models.Q(("acknowledged_at__isnull", True), ("settled_at__isnull", True)),
                fields=("key",),
                name="inbox_task_one_open_a_matter",
            ),
        ),
        migrations.AddConstraint(
            model_name="inboxtask",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("facility__isnull", False), ("training_center__isnull", True)),
                    models.Q(("facility__isnull", True), ("training_center__isnull", False)),
                    _connector="OR",
                ),
                name="inbox_task_belongs_to_one_office",
            ),
        ),
        migrations.AddConstraint(
            model_name="inboxtask",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("acknowledged_at__isnull", True), ("acknowledged_by__isnull", False), _connector="OR"
                ),
                name="inbox_task_is_acknowledged_by_somebody",
            ),
        ),
    ]
