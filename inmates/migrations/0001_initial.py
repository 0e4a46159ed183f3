import core.clock
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("core", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Person",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "facility",
                    models.ForeignKey(
                        help_text="Where the person is in custody now; empty after leaving.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="people",
                        to="accounts.facility",
                        verbose_name="detention center",
                    ),
                ),
                ("full_name", models.CharField(max_length=150, verbose_name="full name")),
                ("name_key", models.CharField(editable=False, max_length=200)),
                ("called_name", models.CharField(blank=True, max_length=150, verbose_name="called name")),
                ("birth_place", models.CharField(blank=True, max_length=100, verbose_name="place of birth")),
                ("birth_date", models.DateField(blank=True, null=True, verbose_name="date of birth")),
                (
                    "sex",
                    models.CharField(
                        blank=True, choices=[("L", "Male"), ("P", "Female")], max_length=1, verbose_name="sex"
                    ),
                ),
                (
                    "education",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("NONE", "No school finished"),
                            ("SD", "SD"),
                            ("SMP", "SMP"),
                            ("SMA", "SMA/SMK"),
                            ("D1", "D1"),
                            ("D2", "D2"),
                            ("D3", "D3"),
                            ("D4", "D4"),
                            ("S1", "S1"),
                            ("S2", "S2"),
                            ("S3", "S3"),
                        ],
                        max_length=4,
                        verbose_name="last education",
                    ),
                ),
                (
                    "adjustments",
                    models.CharField(
                        blank=True,
                        help_text="What the instructor must mind, such as “must not lift heavy loads”; never a diagnosis.",
                        max_length=200,
                        verbose_name="needed adjustments",
                    ),
                ),
                ("nik_sealed", models.CharField(blank=True, editable=False, max_length=200)),
                ("nik_index", models.CharField(blank=True, editable=False, max_length=64, null=True)),
                ("photo", models.ImageField(blank=True, upload_to="photos/", verbose_name="photo")),
                (
                    "case_officer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="wards",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="case officer",
                    ),
                ),
                (
                    "merged_into",
                    models.ForeignKey(
                        blank=True,
                        help_text="The record that has taken over everything; this one is only a signpost.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="merged_from",
                        to="inmates.person",
                    ),
                ),
                ("custody_as_of", models.DateTimeField(blank=True, null=True, verbose_name="custody data as of")),
                ("name_sort", models.CharField(editable=False, max_length=200)),
            ],
            options={
                "ordering": ["name_sort", "pk"],
                "indexes": [
                    models.Index(fields=["facility", "name_key", "id"], name="person_by_facility_and_name"),
                    models.Index(fields=["facility", "name_sort", "id"], name="person_by_facility_and_sort"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("nik_index",),
                        name="person_nik_is_unique",
                        violation_error_message="Another person already has this NIK.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("full_name", ""), _negated=True), name="person_has_a_name"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("merged_into__isnull", True), ("facility__isnull", True), _connector="OR"),
                        name="person_merged_is_nowhere",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="InboxTask",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
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
                    "training_center",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="inbox",
                        to="accounts.trainingcenter",
                    ),
                ),
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
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="inbox_tasks",
                        to="inmates.person",
                    ),
                ),
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
                ("note", models.CharField(blank=True, max_length=300, verbose_name="what was done")),
                (
                    "settled_at",
                    models.DateTimeField(
                        blank=True, help_text="When the matter ended without anybody's doing.", null=True
                    ),
                ),
            ],
            options={
                "ordering": ["opened_at", "pk"],
                "indexes": [
                    models.Index(fields=["facility", "role", "opened_at", "id"], name="inbox_task_by_facility"),
                    models.Index(fields=["training_center", "role", "opened_at", "id"], name="inbox_task_by_center"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("acknowledged_at__isnull", True), ("settled_at__isnull", True)),
                        fields=("key",),
                        name="inbox_task_one_open_a_matter",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("facility__isnull", False), ("training_center__isnull", True)),
                            models.Q(("facility__isnull", True), ("training_center__isnull", False)),
                            _connector="OR",
                        ),
                        name="inbox_task_belongs_to_one_office",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("acknowledged_at__isnull", True), ("acknowledged_by__isnull", False), _connector="OR"
                        ),
                        name="inbox_task_is_acknowledged_by_somebody",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Housing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("from_date", models.DateField(blank=True, null=True, verbose_name="from")),
                ("until", models.DateField(blank=True, null=True, verbose_name="until")),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("import", "Imported spreadsheet"),
                            ("staff", "Entered by staff"),
                            ("document", "Letter or decree"),
                        ],
                        default="staff",
                        max_length=10,
                        verbose_name="source",
                    ),
                ),
                ("recorded_at", models.DateTimeField(default=core.clock.now, editable=False)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="housings", to="inmates.person"
                    ),
                ),
                ("block", models.CharField(max_length=20, verbose_name="block")),
                ("cell", models.CharField(blank=True, max_length=20, verbose_name="cell")),
            ],
            options={
                "ordering": ["-from_date", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("until__isnull", True)),
                        fields=("person",),
                        name="housing_one_open_a_person",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CustodyPeriod",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("from_date", models.DateField(blank=True, null=True, verbose_name="from")),
                ("until", models.DateField(blank=True, null=True, verbose_name="until")),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("import", "Imported spreadsheet"),
                            ("staff", "Entered by staff"),
                            ("document", "Letter or decree"),
                        ],
                        default="staff",
                        max_length=10,
                        verbose_name="source",
                    ),
                ),
                ("recorded_at", models.DateTimeField(default=core.clock.now, editable=False)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="custody_periods", to="inmates.person"
                    ),
                ),
                (
                    "facility",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="custody_periods",
                        to="accounts.facility",
                    ),
                ),
                (
                    "leaving",
                    models.CharField(
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
            ],
            options={
                "ordering": ["-from_date", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("until__isnull", True)),
                        fields=("person",),
                        name="custody_period_one_open_a_person",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until__isnull", True), models.Q(("leaving", ""), _negated=True), _connector="OR"
                        ),
                        name="custody_period_ends_with_a_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Classification",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("from_date", models.DateField(blank=True, null=True, verbose_name="from")),
                ("until", models.DateField(blank=True, null=True, verbose_name="until")),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("import", "Imported spreadsheet"),
                            ("staff", "Entered by staff"),
                            ("document", "Letter or decree"),
                        ],
                        default="staff",
                        max_length=10,
                        verbose_name="source",
                    ),
                ),
                ("recorded_at", models.DateTimeField(default=core.clock.now, editable=False)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="classifications", to="inmates.person"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("conduct", "Conduct"), ("risk", "Risk"), ("fitness", "Fitness for work")],
                        max_length=8,
                    ),
                ),
                (
                    "value",
                    models.CharField(
                        choices=[
                            ("good", "Good"),
                            ("fair", "Fair"),
                            ("poor", "Poor"),
                            ("low", "Low"),
                            ("medium", "Medium"),
                            ("high", "High"),
                            ("fit", "Fit"),
                            ("limited", "Fit with limits"),
                            ("unfit", "Not fit"),
                        ],
                        max_length=8,
                    ),
                ),
                ("replaced_at", models.DateTimeField(blank=True, editable=False, null=True)),
            ],
            options={
                "ordering": ["kind", "-from_date"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("replaced_at__isnull", True)),
                        fields=("person", "kind"),
                        name="classification_one_in_force_of_a_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("until__isnull", False)), name="classification_says_how_long_it_is_valid"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LimitingDate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="limiting_dates", to="inmates.person"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("two_thirds", "Two thirds of the sentence"),
                            ("integration", "Integration date"),
                            ("sentence_end", "End of the sentence"),
                        ],
                        max_length=12,
                    ),
                ),
                ("date", models.DateField(verbose_name="date")),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("import", "Imported spreadsheet"),
                            ("staff", "Entered by staff"),
                            ("document", "Letter or decree"),
                        ],
                        default="staff",
                        max_length=10,
                        verbose_name="source",
                    ),
                ),
                ("recorded_at", models.DateTimeField(default=core.clock.now, editable=False)),
                ("replaced_at", models.DateTimeField(blank=True, editable=False, null=True)),
            ],
            options={
                "ordering": ["date"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("replaced_at__isnull", True)),
                        fields=("person", "kind"),
                        name="limiting_date_one_in_force_of_a_kind",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Movement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="movements", to="inmates.person"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("court", "Court hearing"),
                            ("hospital", "Hospital"),
                            ("loan", "Loan to investigators"),
                            ("isolation", "Isolation"),
                        ],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("out_at", models.DateTimeField(verbose_name="out since")),
                ("back_at", models.DateTimeField(blank=True, null=True, verbose_name="back since")),
                ("recorded_at", models.DateTimeField(default=core.clock.now, editable=False)),
            ],
            options={
                "ordering": ["-out_at"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("back_at__isnull", True), ("back_at__gte", models.F("out_at")), _connector="OR"
                        ),
                        name="movement_returns_after_leaving",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("back_at__isnull", True)),
                        fields=("person",),
                        name="movement_one_open_a_person",
                        violation_error_message="This person is out already.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Circumstance",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="circumstances", to="inmates.person"
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
                    "destination",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.facility",
                    ),
                ),
                ("destination_name", models.CharField(blank=True, max_length=120)),
                (
                    "effects",
                    models.JSONField(default=list, help_text="[{model, pk, before, after}], in the order of writing."),
                ),
                ("recorded_at", models.DateTimeField(default=core.clock.now, editable=False)),
                (
                    "recorded_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("returned_on", models.DateField(blank=True, null=True)),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
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
                ("withdrawal_reason", models.CharField(blank=True, max_length=300)),
            ],
            options={
                "ordering": ["-recorded_at", "-pk"],
                "indexes": [models.Index(fields=["facility", "-recorded_at", "-id"], name="circumstance_by_facility")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("withdrawal_reason", ""), ("withdrawn_at__isnull", True)),
                            models.Q(
                                ("withdrawn_at__isnull", False), models.Q(("withdrawal_reason", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="circumstance_is_withdrawn_with_a_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("returned_on__isnull", True),
                            ("returned_on__gte", models.F("happened_on")),
                            _connector="OR",
                        ),
                        name="circumstance_returns_after_it_began",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="NonAssociation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "facility",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.facility"
                    ),
                ),
                (
                    "first",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="inmates.person"
                    ),
                ),
                (
                    "second",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="inmates.person"
                    ),
                ),
                ("from_date", models.DateField(verbose_name="from")),
                ("until", models.DateField(blank=True, null=True, verbose_name="until")),
                ("decided_by", models.CharField(max_length=120, verbose_name="decided by")),
                ("recorded_at", models.DateTimeField(default=core.clock.now, editable=False)),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
            ],
            options={
                "ordering": ["-from_date", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("first__lt", models.F("second"))), name="non_association_pair_is_ordered"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("until__isnull", True)),
                        fields=("first", "second"),
                        name="non_association_one_open_a_pair",
                        violation_error_message="It is already recorded that these two must not be together.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until__isnull", True), ("until__gte", models.F("from_date")), _connector="OR"
                        ),
                        name="non_association_ends_after_it_begins",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RegisterNumber",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("from_date", models.DateField(blank=True, null=True, verbose_name="from")),
                ("until", models.DateField(blank=True, null=True, verbose_name="until")),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("import", "Imported spreadsheet"),
                            ("staff", "Entered by staff"),
                            ("document", "Letter or decree"),
                        ],
                        default="staff",
                        max_length=10,
                        verbose_name="source",
                    ),
                ),
                ("recorded_at", models.DateTimeField(default=core.clock.now, editable=False)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="register_numbers",
                        to="inmates.person",
                    ),
                ),
                ("facility", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="accounts.facility")),
                ("number", models.CharField(max_length=40, verbose_name="register number")),
                ("number_key", models.CharField(editable=False, max_length=80)),
                (
                    "register_class",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("A.I", "A.I"),
                            ("A.II", "A.II"),
                            ("A.III", "A.III"),
                            ("A.IV", "A.IV"),
                            ("A.V", "A.V"),
                            ("B.I", "B.I"),
                            ("B.IIa", "B.IIa"),
                            ("B.IIb", "B.IIb"),
                            ("B.III", "B.III"),
                            ("", "unknown"),
                        ],
                        max_length=6,
                        verbose_name="register class",
                    ),
                ),
            ],
            options={
                "ordering": ["-from_date", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("until__isnull", True)),
                        fields=("facility", "number_key"),
                        name="register_number_is_open_once_a_facility",
                        violation_error_message="Another person already has this register number.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("until__isnull", True)),
                        fields=("person",),
                        name="register_number_one_open_a_person",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SpreadsheetImport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "facility",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="imports", to="accounts.facility"
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="imports",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("created_at", models.DateTimeField(default=core.clock.now)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("mapping", "Columns to be checked"),
                            ("comparing", "Being compared"),
                            ("compared", "Ready to accept"),
                            ("accepted", "Accepted"),
                            ("undone", "Undone"),
                            ("discarded", "Discarded"),
                        ],
                        default="mapping",
                        max_length=10,
                    ),
                ),
                ("file_sha256", models.CharField(max_length=64)),
                (
                    "headers",
                    models.JSONField(default=list, help_text="Column heads as seen: [{index, text, field or ''}]."),
                ),
                ("sheet_rows", models.PositiveIntegerField(default=0)),
                (
                    "warnings",
                    models.JSONField(default=list, help_text="How often each code of a warning stands on a row."),
                ),
                (
                    "fields",
                    models.JSONField(
                        default=list, help_text="What the file has a column for; of the rest it says nothing."
                    ),
                ),
                (
                    "sealed_table",
                    models.TextField(
                        blank=True,
                        editable=False,
                        help_text="The known columns, encrypted, until the import is settled.",
                    ),
                ),
                ("counts", models.JSONField(default=dict, help_text="Rows by kind.")),
                (
                    "marks",
                    models.JSONField(
                        default=dict,
                        help_text="Highest keys of other tables at acceptance; what is above them came later.",
                    ),
                ),
                (
                    "job",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="core.job"
                    ),
                ),
                ("accepted_at", models.DateTimeField(null=True)),
                (
                    "accepted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("undone_at", models.DateTimeField(null=True)),
                (
                    "sheets",
                    models.JSONField(
                        default=list,
                        help_text="Sheets of the file with rows: [{name, rows, is_list}], the one that is read first. Empty for text.",
                    ),
                ),
            ],
            options={
                "ordering": ["-created_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="ImportRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "spreadsheet_import",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="rows", to="inmates.spreadsheetimport"
                    ),
                ),
                ("sheet_row", models.PositiveIntegerField(null=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("read", "Not compared yet"),
                            ("new", "New"),
                            ("changed", "Changed"),
                            ("unchanged", "Unchanged"),
                            ("rejected", "Rejected"),
                            ("missing", "Not in the file"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="import_rows",
                        to="inmates.person",
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=150)),
                ("values", models.JSONField(default=dict)),
                ("register_key", models.CharField(blank=True, max_length=80)),
                (
                    "changes",
                    models.JSONField(default=dict, help_text="{field: [old, new]}, for changed rows; never a NIK."),
                ),
                ("before", models.JSONField(default=dict, help_text="What is needed to undo the row.")),
                ("warnings", models.JSONField(default=list, help_text="Codes of what was left out or looks doubtful.")),
                (
                    "why",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("name", "Name is missing"),
                            ("number", "Register number is missing"),
                            ("date", "Impossible date"),
                            ("order", "Leaves before entering"),
                            ("duplicate", "Register number stands twice"),
                        ],
                        max_length=10,
                    ),
                ),
                ("is_chosen", models.BooleanField(default=True)),
                ("is_accepted", models.BooleanField(default=False)),
            ],
            options={
                "ordering": ["spreadsheet_import", "sheet_row", "pk"],
                "indexes": [
                    models.Index(fields=["spreadsheet_import", "kind", "name", "id"], name="import_row_by_kind"),
                    models.Index(fields=["spreadsheet_import", "register_key"], name="import_row_by_number"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Suspension",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("from_date", models.DateField(blank=True, null=True, verbose_name="from")),
                ("until", models.DateField(blank=True, null=True, verbose_name="until")),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("import", "Imported spreadsheet"),
                            ("staff", "Entered by staff"),
                            ("document", "Letter or decree"),
                        ],
                        default="staff",
                        max_length=10,
                        verbose_name="source",
                    ),
                ),
                ("recorded_at", models.DateTimeField(default=core.clock.now, editable=False)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="suspensions", to="inmates.person"
                    ),
                ),
                ("decided_by", models.CharField(max_length=120, verbose_name="decided by")),
            ],
            options={
                "ordering": ["-from_date"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until__isnull", True), ("until__gte", models.F("from_date")), _connector="OR"
                        ),
                        name="suspension_ends_after_it_begins",
                        violation_error_message="The suspension ends before it begins.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ColumnMapping",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "facility",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="column_mappings",
                        to="accounts.facility",
                    ),
                ),
                ("head", models.CharField(max_length=100)),
                ("field", models.CharField(max_length=30)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("facility", "head"), name="column_mapping_head_is_unique")
                ],
            },
        ),
    ]
