import core.clock
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("inmates", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="AttendanceStatus",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.SlugField(max_length=20, unique=True)),
                ("label", models.CharField(help_text="As the roll shows it, in Indonesian.", max_length=40)),
                ("label_en", models.CharField(max_length=40)),
                ("letter", models.CharField(max_length=2)),
                ("position", models.PositiveSmallIntegerField()),
                ("counts_as_held", models.BooleanField(help_text="Minutes of presence are credited.")),
                (
                    "counts_in_denominator",
                    models.BooleanField(help_text="The session's hours are part of what could be attended."),
                ),
                ("is_custody_reason", models.BooleanField(help_text="The training center reads only “Dinas”.")),
                ("needs_note", models.BooleanField(default=False)),
                ("takes_minutes_late", models.BooleanField(default=False)),
                (
                    "is_offered",
                    models.BooleanField(default=True, help_text="Stands on the roll; others are set by commands."),
                ),
            ],
            options={
                "ordering": ["position"],
            },
        ),
        migrations.CreateModel(
            name="CalendarCounter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("address", models.CharField(max_length=64)),
                ("window", models.PositiveBigIntegerField()),
                ("count", models.PositiveIntegerField(default=0)),
            ],
            options={
                "indexes": [models.Index(fields=["window"], name="calendar_counter_by_window")],
                "constraints": [
                    models.UniqueConstraint(fields=("address", "window"), name="calendar_counter_one_a_window")
                ],
            },
        ),
        migrations.CreateModel(
            name="CalendarLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="calendar_links",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "digest",
                    models.CharField(help_text="SHA-256 of the secret, hexadecimal.", max_length=64, unique=True),
                ),
                ("made_at", models.DateTimeField(default=core.clock.now)),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["-made_at", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("revoked_at__isnull", True)),
                        fields=("user",),
                        name="calendar_link_one_a_user",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CancelReason",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.SlugField(max_length=20, unique=True)),
                ("label", models.CharField(help_text="As pages show it, in Indonesian.", max_length=60)),
                ("label_en", models.CharField(max_length=60)),
                ("position", models.PositiveSmallIntegerField()),
                (
                    "is_custody_reason",
                    models.BooleanField(default=False, help_text="The training center reads only “Alasan dinas”."),
                ),
                ("needs_note", models.BooleanField(default=False)),
                (
                    "is_offered",
                    models.BooleanField(default=True, help_text="Can be chosen; others are set by commands."),
                ),
            ],
            options={
                "ordering": ["position"],
            },
        ),
        migrations.CreateModel(
            name="Holiday",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "facility",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="holidays",
                        to="accounts.facility",
                    ),
                ),
                ("date", models.DateField(verbose_name="date")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("national", "National holiday"),
                            ("joint_leave", "Joint leave"),
                            ("office", "Closed by the office"),
                            ("working", "Working day all the same"),
                        ],
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
            ],
            options={
                "ordering": ["date"],
                "constraints": [
                    models.UniqueConstraint(fields=("facility", "date"), name="holiday_is_unique_a_facility"),
                    models.UniqueConstraint(
                        condition=models.Q(("facility__isnull", True)),
                        fields=("date",),
                        name="holiday_is_unique_nationally",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Interview",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="interviews", to="inmates.person"
                    ),
                ),
                (
                    "facility",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.facility"
                    ),
                ),
                ("held_on", models.DateField(verbose_name="held on")),
                (
                    "entry",
                    models.CharField(
                        choices=[("direct", "Written during the talk"), ("paper", "Keyed in from the paper form")],
                        default="direct",
                        max_length=6,
                        verbose_name="how it was recorded",
                    ),
                ),
                ("skills", models.JSONField(blank=True, default=list, verbose_name="skills")),
                ("prior_work", models.CharField(blank=True, max_length=300, verbose_name="earlier work")),
                ("prior_certificates", models.CharField(blank=True, max_length=300, verbose_name="certificates held")),
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
                ("wishes", models.CharField(blank=True, max_length=300, verbose_name="wishes after release")),
                ("adjustments", models.CharField(blank=True, max_length=200, verbose_name="needed adjustments")),
                ("recorded_at", models.DateTimeField(default=core.clock.now)),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["-held_on", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="KnownAbsence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "facility",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="known_absences",
                        to="accounts.facility",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="known_absences", to="inmates.person"
                    ),
                ),
                (
                    "status",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="programs.attendancestatus"
                    ),
                ),
                ("starts_at", models.DateTimeField(verbose_name="from")),
                ("ends_at", models.DateTimeField(verbose_name="until")),
                ("destination", models.CharField(blank=True, max_length=80, verbose_name="where to")),
                (
                    "source",
                    models.CharField(
                        help_text="Such as the number of the summons.", max_length=120, verbose_name="source"
                    ),
                ),
                ("recorded_at", models.DateTimeField(default=core.clock.now, editable=False)),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
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
            ],
            options={
                "ordering": ["starts_at", "pk"],
                "indexes": [
                    models.Index(fields=["facility", "starts_at"], name="known_absence_by_facility"),
                    models.Index(fields=["person", "starts_at"], name="known_absence_by_person"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                        name="known_absence_ends_after_it_begins",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("source", ""), _negated=True), name="known_absence_has_a_source"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Vocation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.SlugField(max_length=20, unique=True)),
                ("name", models.CharField(max_length=60, verbose_name="vocation")),
                ("name_en", models.CharField(blank=True, max_length=60)),
            ],
            options={
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="Agreement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "facility",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="agreements",
                        to="accounts.facility",
                        verbose_name="detention center",
                    ),
                ),
                (
                    "training_center",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="agreements",
                        to="accounts.trainingcenter",
                        verbose_name="training center",
                    ),
                ),
                ("number", models.CharField(max_length=80, verbose_name="number")),
                ("title", models.CharField(max_length=200, verbose_name="subject")),
                ("valid_from", models.DateField(verbose_name="valid from")),
                ("valid_until", models.DateField(verbose_name="valid until")),
                (
                    "funding_source",
                    models.CharField(
                        choices=[
                            ("apbd", "APBD"),
                            ("apbn_center", "APBN, training"),
                            ("apbn_facility", "APBN, corrections"),
                            ("dbhcht", "DBHCHT"),
                            ("csr", "Company (CSR)"),
                            ("other", "Other"),
                        ],
                        max_length=20,
                        verbose_name="funding source",
                    ),
                ),
                ("contact_persons", models.TextField(blank=True, verbose_name="contact persons")),
                ("scan", models.FileField(blank=True, upload_to="agreements/", verbose_name="scan")),
                (
                    "vocations",
                    models.ManyToManyField(related_name="agreements", to="programs.vocation", verbose_name="vocations"),
                ),
            ],
            options={
                "ordering": ["-valid_until", "number"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("valid_until__gte", models.F("valid_from"))),
                        name="agreement_ends_after_it_begins",
                        violation_error_message="The agreement ends before it begins.",
                    ),
                    models.UniqueConstraint(
                        fields=("facility", "training_center", "number"),
                        name="agreement_number_is_unique",
                        violation_error_message="There is already an agreement with this number.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CompetencyUnit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "vocation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="units", to="programs.vocation"
                    ),
                ),
                ("code", models.CharField(max_length=40, verbose_name="unit code")),
                ("code_key", models.CharField(db_index=True, max_length=40)),
                ("title", models.CharField(max_length=250, verbose_name="unit title")),
                ("scheme_name", models.CharField(blank=True, max_length=200, verbose_name="scheme")),
                ("level", models.CharField(blank=True, max_length=10, verbose_name="KKNI level")),
                (
                    "training_hours",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="training hours"),
                ),
                ("source", models.TextField(blank=True, verbose_name="source")),
                ("valid_until", models.DateField(blank=True, null=True, verbose_name="standard valid until")),
                ("is_example", models.BooleanField(default=False, verbose_name="example, to be confirmed")),
            ],
            options={
                "ordering": ["vocation", "scheme_name", "code"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("vocation", "scheme_name", "code"), name="competency_unit_is_unique_in_scheme"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Program",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "training_center",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="programs",
                        to="accounts.trainingcenter",
                    ),
                ),
                (
                    "vocation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="programs",
                        to="programs.vocation",
                        verbose_name="vocation",
                    ),
                ),
                ("code", models.CharField(max_length=30, verbose_name="code")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                (
                    "level",
                    models.CharField(
                        choices=[("dasar", "Basic"), ("lanjutan", "Advanced")],
                        default="dasar",
                        max_length=10,
                        verbose_name="level",
                    ),
                ),
                ("labor_market_note", models.TextField(blank=True, verbose_name="labor market note")),
            ],
            options={
                "ordering": ["name"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("training_center", "code"),
                        name="program_code_is_unique",
                        violation_error_message="There is already a program with this code.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Consumable",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "facility",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="consumables", to="accounts.facility"
                    ),
                ),
                (
                    "program",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="consumables", to="programs.program"
                    ),
                ),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                (
                    "unit",
                    models.CharField(
                        choices=[("g", "grams"), ("ml", "milliliters"), ("pc", "pieces")],
                        max_length=2,
                        verbose_name="unit",
                    ),
                ),
                (
                    "tolerance",
                    models.PositiveIntegerField(
                        default=0,
                        help_text="How far out, back and used may differ, in the same unit.",
                        verbose_name="tolerance",
                    ),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="in use")),
            ],
            options={
                "ordering": ["facility", "name"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("facility", "program", "name"),
                        name="consumable_name_is_unique",
                        violation_error_message="There is already a consumable with this name.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ProgramVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "program",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="versions", to="programs.program"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "Draft"), ("open", "Open"), ("retired", "Retired")],
                        default="draft",
                        max_length=10,
                    ),
                ),
                ("minutes_per_jp", models.PositiveSmallIntegerField(default=45, verbose_name="minutes per JP")),
                ("total_jp", models.PositiveSmallIntegerField(verbose_name="total JP")),
                ("class_minimum", models.PositiveSmallIntegerField(default=10, verbose_name="smallest class")),
                ("class_maximum", models.PositiveSmallIntegerField(default=16, verbose_name="largest class")),
                (
                    "attendance_threshold",
                    models.PositiveSmallIntegerField(default=80, verbose_name="attendance needed, percent"),
                ),
                ("scheme_name", models.CharField(blank=True, max_length=200, verbose_name="scheme")),
                (
                    "allows_parallel_batches",
                    models.BooleanField(default=False, verbose_name="may be taken beside another program"),
                ),
                ("trainer_may_assess", models.BooleanField(default=False, verbose_name="the trainer may assess")),
                (
                    "late_entry_days",
                    models.PositiveSmallIntegerField(
                        default=3, verbose_name="days after the start in which a free place is offered"
                    ),
                ),
                (
                    "offer_days",
                    models.PositiveSmallIntegerField(default=2, verbose_name="days to answer the offer of a place"),
                ),
                ("appeal_days", models.PositiveSmallIntegerField(default=7, verbose_name="days to appeal a result")),
                ("is_example", models.BooleanField(default=False, verbose_name="example, to be confirmed")),
                ("opened_on", models.DateField(blank=True, null=True)),
            ],
            options={
                "ordering": ["program", "-number"],
                "constraints": [
                    models.UniqueConstraint(fields=("program", "number"), name="program_version_number_is_unique"),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "open")),
                        fields=("program",),
                        name="program_version_one_open_a_program",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("class_maximum__gte", models.F("class_minimum")), ("class_minimum__gte", 1)
                        ),
                        name="program_version_class_sizes_make_sense",
                        violation_error_message="The largest class is smaller than the smallest class.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("attendance_threshold__lte", 100)),
                        name="program_version_threshold_is_a_percentage",
                        violation_error_message="The attendance needed is a percentage from 0 to 100.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("minutes_per_jp__gte", 30), ("minutes_per_jp__lte", 90)),
                        name="program_version_jp_is_a_lesson",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Batch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="batches",
                        to="programs.programversion",
                    ),
                ),
                (
                    "facility",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="batches", to="accounts.facility"
                    ),
                ),
                (
                    "training_center",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="batches",
                        to="accounts.trainingcenter",
                    ),
                ),
                (
                    "agreement",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="batches",
                        to="programs.agreement",
                        verbose_name="agreement",
                    ),
                ),
                ("name", models.CharField(help_text="Such as “Las 4/2026”.", max_length=60, verbose_name="name")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("planned", "Planned"),
                            ("selecting", "Selecting"),
                            ("running", "Running"),
                            ("finished", "Finished"),
                            ("certified", "Certified"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="planned",
                        max_length=10,
                    ),
                ),
                ("capacity", models.PositiveSmallIntegerField(verbose_name="places")),
                ("starts_on", models.DateField(verbose_name="starts on")),
                ("ends_on", models.DateField(verbose_name="ends on")),
                ("assessment_on", models.DateField(verbose_name="assessment on")),
                ("room", models.CharField(max_length=60, verbose_name="room")),
                (
                    "funding_source",
                    models.CharField(
                        choices=[
                            ("apbd", "APBD"),
                            ("apbn_center", "APBN, training"),
                            ("apbn_facility", "APBN, corrections"),
                            ("dbhcht", "DBHCHT"),
                            ("csr", "Company (CSR)"),
                            ("other", "Other"),
                        ],
                        max_length=20,
                        verbose_name="funding source",
                    ),
                ),
                (
                    "agreement_override",
                    models.CharField(
                        blank=True, max_length=300, verbose_name="reason for running outside an agreement"
                    ),
                ),
                (
                    "agreement_override_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("cancel_reason", models.CharField(blank=True, max_length=300)),
            ],
            options={
                "verbose_name": "batch",
                "ordering": ["-starts_on", "name"],
                "indexes": [
                    models.Index(fields=["facility", "-starts_on", "id"], name="batch_by_facility"),
                    models.Index(fields=["training_center", "-starts_on", "id"], name="batch_by_center"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("facility", "name"),
                        name="batch_name_is_unique",
                        violation_error_message="There is already a batch with this name.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("assessment_on__gte", models.F("starts_on")), ("ends_on__gte", models.F("starts_on"))
                        ),
                        name="batch_ends_after_it_begins",
                        violation_error_message="The batch ends, or is assessed, before it begins.",
                    ),
                    models.CheckConstraint(condition=models.Q(("capacity__gte", 1)), name="batch_has_places"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("agreement__isnull", False),
                            ("state__in", ["planned", "cancelled"]),
                            models.Q(("agreement_override", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="batch_has_an_agreement_or_a_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "cancelled"), _negated=True),
                            models.Q(("cancel_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="batch_is_cancelled_with_a_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="BatchStaff",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="staff", to="programs.batch"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="batch_duties",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "duty",
                    models.CharField(choices=[("instructor", "Instructor"), ("assessor", "Assessor")], max_length=10),
                ),
            ],
            options={
                "ordering": ["batch", "duty", "user__full_name"],
                "constraints": [
                    models.UniqueConstraint(fields=("batch", "user", "duty"), name="batch_staff_stands_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="EntryRuleSet",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "facility",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.facility",
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("valid_from", models.DateField(blank=True, null=True, verbose_name="in force from")),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="reason")),
                ("decided_at", models.DateTimeField(default=core.clock.now)),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="entry_rule_sets",
                        to="programs.programversion",
                    ),
                ),
                ("parts", models.JSONField(default=dict)),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "Draft"), ("in_force", "Put in force")], default="draft", max_length=8
                    ),
                ),
            ],
            options={
                "ordering": ["version", "facility", "-number"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("version", "facility", "number"), name="entry_rule_set_number_is_unique"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("facility", None)),
                        fields=("version", "number"),
                        name="entry_rule_set_usual_number_is_unique",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "draft")),
                        fields=("version", "facility"),
                        name="entry_rule_set_one_draft_an_office",
                        violation_error_message="These entry rules are being drafted already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "draft"), ("valid_from", None)),
                            models.Q(("state", "in_force"), ("valid_from__isnull", False)),
                            _connector="OR",
                        ),
                        name="entry_rule_set_in_force_from_a_day",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Hearing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="hearings", to="programs.batch"
                    ),
                ),
                ("held_on", models.DateField(verbose_name="held on")),
                ("place", models.CharField(max_length=100, verbose_name="place")),
                (
                    "chair",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="hearings_chaired",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("number", models.CharField(blank=True, max_length=80, verbose_name="number of the minutes")),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "Open"), ("closed", "Closed"), ("off", "Called off")],
                        default="open",
                        max_length=6,
                    ),
                ),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "closed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "minutes",
                    models.JSONField(
                        blank=True, default=dict, help_text="Every printed word, as it was when it was closed."
                    ),
                ),
            ],
            options={
                "ordering": ["-held_on", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "open")),
                        fields=("batch",),
                        name="hearing_one_open_a_batch",
                        violation_error_message="This batch already has an open hearing.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state", "open"),
                            models.Q(("closed_at__isnull", False), ("closed_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="hearing_is_closed_by_somebody",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Application",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="applications", to="programs.batch"
                    ),
                ),
                (
                    "program",
                    models.ForeignKey(
                        help_text="That of the batch: one open application each.",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="programs.program",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="applications", to="inmates.person"
                    ),
                ),
                (
                    "form_id",
                    models.UUIDField(
                        default=uuid.uuid4, help_text="The same for everything that stood on one paper form."
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("person", "The person's own wish"),
                            ("staff", "Proposed by staff"),
                            ("board", "Proposed by the board"),
                        ],
                        max_length=10,
                        verbose_name="source",
                    ),
                ),
                ("consent_on", models.DateField(verbose_name="consent given on")),
                ("scan", models.FileField(blank=True, upload_to="consents/", verbose_name="scan of the form")),
                (
                    "interest",
                    models.PositiveSmallIntegerField(
                        default=3,
                        help_text="From 1 (little) to 5 (very strong), as the person says.",
                        verbose_name="interest",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="note")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("submitted", "Submitted"),
                            ("admitted", "Admitted"),
                            ("reserve", "Reserve list"),
                            ("offered", "Place offered"),
                            ("rejected", "Not admitted"),
                            ("withdrawn", "Withdrawn"),
                            ("lapsed", "Lapsed"),
                            ("enrolled", "Enrolled"),
                        ],
                        default="submitted",
                        max_length=10,
                    ),
                ),
                (
                    "revision",
                    models.PositiveIntegerField(
                        default=1, help_text="Grows with each move, so that a stale one is noticed."
                    ),
                ),
                ("submitted_at", models.DateTimeField(default=core.clock.now)),
                (
                    "submitted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "rule_set",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="programs.entryruleset",
                    ),
                ),
                (
                    "answers",
                    models.JSONField(
                        default=list, help_text="Entry rules at application: [{kind, answer, value, message}]."
                    ),
                ),
                ("reserve_position", models.PositiveSmallIntegerField(blank=True, null=True)),
                (
                    "hearing",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decisions",
                        to="programs.hearing",
                    ),
                ),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("decision_reason", models.CharField(blank=True, max_length=300, verbose_name="reason")),
                (
                    "decision_rule_set",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="programs.entryruleset",
                    ),
                ),
                ("decision_answers", models.JSONField(default=list, help_text="Entry rules at the decision.")),
                ("is_override", models.BooleanField(default=False)),
                (
                    "closing",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("own_wish", "At the person's own wish"),
                            ("declined", "Declined the place offered"),
                            ("left", "No longer in custody here"),
                            ("unavailable", "Cannot take part for now"),
                            ("mistake", "Entered by mistake"),
                            ("batch_over", "The batch is over"),
                            ("batch_cancelled", "The batch was cancelled"),
                        ],
                        max_length=15,
                        verbose_name="why it was closed",
                    ),
                ),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "closed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "state_before",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("submitted", "Submitted"),
                            ("admitted", "Admitted"),
                            ("reserve", "Reserve list"),
                            ("offered", "Place offered"),
                            ("rejected", "Not admitted"),
                            ("withdrawn", "Withdrawn"),
                            ("lapsed", "Lapsed"),
                            ("enrolled", "Enrolled"),
                        ],
                        help_text="From which it was closed.",
                        max_length=10,
                    ),
                ),
            ],
            options={
                "ordering": ["submitted_at", "pk"],
                "indexes": [models.Index(fields=["person", "state"], name="application_by_person")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["submitted", "admitted", "reserve", "offered"])),
                        fields=("batch", "person"),
                        name="application_one_open_a_batch_and_person",
                        violation_error_message="This person has already applied for this batch.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["submitted", "admitted", "reserve", "offered"])),
                        fields=("program", "person"),
                        name="application_one_open_a_program_and_person",
                        violation_error_message="This person already has an open application for this program.",
                    ),
                    models.CheckConstraint(
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
                    models.CheckConstraint(
                        condition=models.Q(("interest__gte", 1), ("interest__lte", 5)),
                        name="application_interest_is_1_to_5",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    "submitted",
                                    "admitted",
                                    "reserve",
                                    "offered",
                                    "rejected",
                                    "withdrawn",
                                    "lapsed",
                                    "enrolled",
                                ],
                            )
                        ),
                        name="application_state_is_one_of_the_table",
                    ),
                    models.CheckConstraint(
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
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reserve_position__isnull", False), ("state__in", ["reserve", "offered"])),
                            models.Q(
                                models.Q(("state__in", ["reserve", "offered"]), _negated=True),
                                ("reserve_position", None),
                            ),
                            _connector="OR",
                        ),
                        name="application_on_the_reserve_list_has_a_position",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Appeal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "application",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="appeal", to="programs.application"
                    ),
                ),
                ("received_on", models.DateField(verbose_name="received on")),
                ("grounds", models.CharField(max_length=500, verbose_name="what the person says")),
                ("recorded_at", models.DateTimeField(default=core.clock.now)),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "decision_by",
                    models.ForeignKey(
                        help_text="Who decided before.",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("first_reason", models.CharField(help_text="Of the decision before.", max_length=300)),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("admitted", "Granted: admitted"),
                            ("reserve", "Granted: reserve list"),
                            ("upheld", "Not granted: the decision stands"),
                        ],
                        max_length=8,
                        verbose_name="outcome",
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="reason")),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                (
                    "decided_by",
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
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at", None), ("decided_by", None), ("outcome", "")),
                            models.Q(
                                models.Q(("outcome", ""), _negated=True),
                                models.Q(("reason", ""), _negated=True),
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="appeal_is_decided_by_somebody_with_a_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_by", None),
                            models.Q(("decided_by", models.F("decision_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="appeal_is_decided_by_another",
                        violation_error_message="Somebody other than who decided has to look at the appeal.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Enrollment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="enrollments", to="programs.batch"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="enrollments", to="inmates.person"
                    ),
                ),
                (
                    "application",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="enrollment",
                        to="programs.application",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("active", "Active"),
                            ("suspended", "Suspended"),
                            ("ended", "Ended early"),
                            ("completed", "Completed"),
                        ],
                        default="active",
                        max_length=10,
                    ),
                ),
                (
                    "blocks_parallel",
                    models.BooleanField(
                        default=True,
                        help_text="Copied from the version: while live, no second live batch for this person.",
                    ),
                ),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField()),
                ("enrolled_at", models.DateTimeField(default=core.clock.now)),
                (
                    "enrolled_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("ended_on", models.DateField(blank=True, null=True)),
                (
                    "end_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("full_term", "Released at full term"),
                            ("conditional", "Conditional release or leave"),
                            ("transfer", "Transferred to another facility"),
                            ("status", "Change of legal status"),
                            ("illness", "Illness"),
                            ("discipline", "Disciplinary measure"),
                            ("court", "Series of court hearings"),
                            ("withdrew", "Withdrew"),
                            ("absent", "Did not attend"),
                            ("death", "Died"),
                            ("other", "Other"),
                        ],
                        max_length=12,
                        verbose_name="reason",
                    ),
                ),
                (
                    "end_effects",
                    models.JSONField(
                        blank=True,
                        default=list,
                        help_text="What the end changed, row by row, so that it can be put back.",
                    ),
                ),
            ],
            options={
                "ordering": ["batch", "person__name_sort", "pk"],
                "indexes": [models.Index(fields=["person", "state"], name="enrollment_by_person")],
                "constraints": [
                    models.UniqueConstraint(fields=("batch", "person"), name="enrollment_one_a_batch_and_person"),
                    models.UniqueConstraint(
                        condition=models.Q(("blocks_parallel", True), ("state__in", ["active", "suspended"])),
                        fields=("person",),
                        name="enrollment_one_live_batch_a_person",
                        violation_error_message="This person is already enrolled in another running batch.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "ended"), _negated=True),
                            models.Q(("ended_on__isnull", False), models.Q(("end_reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="enrollment_ends_with_a_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="EnrollmentSuspension",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "enrollment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="suspensions",
                        to="programs.enrollment",
                    ),
                ),
                ("from_date", models.DateField(verbose_name="from")),
                ("until", models.DateField(blank=True, null=True, verbose_name="until")),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("full_term", "Released at full term"),
                            ("conditional", "Conditional release or leave"),
                            ("transfer", "Transferred to another facility"),
                            ("status", "Change of legal status"),
                            ("illness", "Illness"),
                            ("discipline", "Disciplinary measure"),
                            ("court", "Series of court hearings"),
                            ("withdrew", "Withdrew"),
                            ("absent", "Did not attend"),
                            ("death", "Died"),
                            ("other", "Other"),
                        ],
                        max_length=12,
                        verbose_name="reason",
                    ),
                ),
            ],
            options={
                "ordering": ["-from_date"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("until__isnull", True)),
                        fields=("enrollment",),
                        name="enrollment_suspension_one_open",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until__isnull", True), ("until__gte", models.F("from_date")), _connector="OR"
                        ),
                        name="enrollment_suspension_ends_after_it_begins",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HearingMember",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "hearing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="members", to="programs.hearing"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("hearing", "user"), name="hearing_member_stands_once")],
            },
        ),
        migrations.CreateModel(
            name="PlaceOffer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="offers", to="programs.application"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Waiting for an answer"),
                            ("accepted", "Accepted"),
                            ("declined", "Declined"),
                            ("expired", "Expired"),
                            ("closed", "Closed with the application"),
                        ],
                        default="open",
                        max_length=8,
                    ),
                ),
                ("offered_at", models.DateTimeField(default=core.clock.now)),
                (
                    "expires_on",
                    models.DateField(
                        help_text="Local to the facility; that day included.", verbose_name="answer until"
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
                "ordering": ["offered_at", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "open")),
                        fields=("application",),
                        name="place_offer_one_open_an_application",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answered_at", None), ("state", "open")),
                            models.Q(models.Q(("state", "open"), _negated=True), ("answered_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="place_offer_is_answered_at_a_moment",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ProgramUnit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="units", to="programs.programversion"
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="programs.competencyunit",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField()),
                ("code", models.CharField(max_length=40, verbose_name="unit code")),
                ("title", models.CharField(max_length=250, verbose_name="unit title")),
                ("jp", models.PositiveSmallIntegerField(verbose_name="JP")),
                ("is_core", models.BooleanField(default=True, verbose_name="core unit")),
            ],
            options={
                "ordering": ["version", "position"],
                "constraints": [
                    models.UniqueConstraint(fields=("version", "position"), name="program_unit_position_is_unique"),
                    models.UniqueConstraint(
                        fields=("version", "code"),
                        name="program_unit_stands_once",
                        violation_error_message="This unit is already part of the program.",
                    ),
                    models.CheckConstraint(condition=models.Q(("jp__gte", 1)), name="program_unit_has_hours"),
                ],
            },
        ),
        migrations.CreateModel(
            name="RankingScale",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "facility",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.facility",
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("valid_from", models.DateField(blank=True, null=True, verbose_name="in force from")),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="reason")),
                ("decided_at", models.DateTimeField(default=core.clock.now)),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="ranking_scales",
                        to="programs.programversion",
                    ),
                ),
                ("points", models.JSONField(default=dict)),
            ],
            options={
                "ordering": ["version", "facility", "-number"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("version", "facility", "number"), name="ranking_scale_number_is_unique"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("facility", None)),
                        fields=("version", "number"),
                        name="ranking_scale_usual_number_is_unique",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("valid_from__isnull", False)), name="ranking_scale_in_force_from_a_day"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Session",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="sessions", to="programs.batch"
                    ),
                ),
                (
                    "facility",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.facility"
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="sessions", to="programs.programunit"
                    ),
                ),
                (
                    "instructor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sessions",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "substitute_for",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="stands in for",
                    ),
                ),
                ("room", models.CharField(max_length=60, verbose_name="room")),
                (
                    "date",
                    models.DateField(
                        help_text="Local to the facility; the same day as starts_at.", verbose_name="date"
                    ),
                ),
                ("starts_at", models.DateTimeField(verbose_name="starts at")),
                ("ends_at", models.DateTimeField(verbose_name="ends at")),
                ("jp", models.PositiveSmallIntegerField(verbose_name="JP")),
                ("break_after", models.PositiveSmallIntegerField(default=0, verbose_name="break after JP")),
                ("break_minutes", models.PositiveSmallIntegerField(default=0, verbose_name="minutes of the break")),
                ("is_placed_by_hand", models.BooleanField(default=False)),
                ("changed_at", models.DateTimeField(default=core.clock.now)),
                (
                    "state",
                    models.CharField(
                        choices=[("planned", "Planned"), ("finalized", "Finalized"), ("cancelled", "Cancelled")],
                        default="planned",
                        max_length=10,
                    ),
                ),
                (
                    "cancel_cause",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="programs.cancelreason",
                    ),
                ),
                ("cancel_reason", models.CharField(blank=True, max_length=200, verbose_name="note")),
                (
                    "makes_up_for",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="made_up_by",
                        to="programs.session",
                    ),
                ),
                (
                    "counts_reason",
                    models.CharField(
                        blank=True, max_length=300, verbose_name="reason for closing although counts differ"
                    ),
                ),
                (
                    "finalized_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("finalized_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "verbose_name": "session",
                "ordering": ["starts_at", "pk"],
                "indexes": [
                    models.Index(fields=["batch", "date"], name="session_by_batch_and_day"),
                    models.Index(fields=["instructor", "starts_at"], name="session_by_instructor"),
                    models.Index(
                        condition=models.Q(("state", "planned")),
                        fields=["facility", "ends_at"],
                        name="session_planned_by_end",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "cancelled"), _negated=True),
                        fields=("batch", "starts_at"),
                        name="session_starts_once_a_batch",
                        violation_error_message="This batch already has a session at this time.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("starts_at"))), name="session_ends_after_it_begins"
                    ),
                    models.CheckConstraint(condition=models.Q(("jp__gte", 1)), name="session_has_lessons"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("cancel_cause__isnull", False), ("state", "cancelled")),
                            models.Q(
                                models.Q(("state", "cancelled"), _negated=True),
                                ("cancel_cause__isnull", True),
                                ("cancel_reason", ""),
                            ),
                            _connector="OR",
                        ),
                        name="session_is_cancelled_for_a_cause",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("substitute_for__isnull", True),
                            models.Q(("substitute_for", models.F("instructor")), _negated=True),
                            _connector="OR",
                        ),
                        name="session_substitute_is_somebody_else",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("break_after", 0), ("break_minutes", 0)),
                            models.Q(
                                ("break_after__gte", 1), ("break_after__lt", models.F("jp")), ("break_minutes__gte", 1)
                            ),
                            _connector="OR",
                        ),
                        name="session_breaks_between_lessons",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "finalized"), _negated=True),
                            models.Q(("finalized_at__isnull", False), ("finalized_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="session_is_finalized_by_somebody",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ConsumableIssue",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="consumable_issues",
                        to="programs.session",
                    ),
                ),
                (
                    "consumable",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="issues", to="programs.consumable"
                    ),
                ),
                ("amount_out", models.PositiveIntegerField(verbose_name="out")),
                ("out_at", models.DateTimeField(default=core.clock.now)),
                (
                    "out_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("amount_back", models.PositiveIntegerField(blank=True, null=True, verbose_name="back")),
                ("amount_used", models.PositiveIntegerField(blank=True, null=True, verbose_name="used")),
                ("back_at", models.DateTimeField(blank=True, null=True)),
                (
                    "back_by",
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
                "ordering": ["session", "consumable__name"],
                "constraints": [
                    models.UniqueConstraint(fields=("session", "consumable"), name="consumable_issue_once_a_session"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("amount_back__isnull", True), ("amount_back__lte", models.F("amount_out")), _connector="OR"
                        ),
                        name="consumable_issue_brings_back_no_more",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("amount_back", None), ("amount_used", None), ("back_at", None), ("back_by", None)
                            ),
                            models.Q(
                                ("amount_back__isnull", False),
                                ("amount_used__isnull", False),
                                ("back_at__isnull", False),
                                ("back_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="consumable_issue_comes_back_whole",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HeadCount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="head_counts", to="programs.session"
                    ),
                ),
                (
                    "point",
                    models.CharField(
                        choices=[
                            ("left_block", "Left the block"),
                            ("arrived", "Arrived at the workshop"),
                            ("left_workshop", "Left the workshop"),
                            ("back_in_block", "Back in the block"),
                        ],
                        max_length=14,
                    ),
                ),
                ("people", models.PositiveSmallIntegerField(verbose_name="people")),
                ("counted_at", models.DateTimeField(default=core.clock.now)),
                ("recorded_at", models.DateTimeField(default=core.clock.now)),
                (
                    "counted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("replaced_at", models.DateTimeField(blank=True, null=True)),
                (
                    "expected",
                    models.PositiveSmallIntegerField(blank=True, help_text="How many the list expected.", null=True),
                ),
            ],
            options={
                "ordering": ["session", "recorded_at", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("replaced_at__isnull", True)),
                        fields=("session", "point"),
                        name="head_count_once_a_point",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("counted_at__lte", models.F("recorded_at"))),
                        name="head_count_is_written_after_counting",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="JournalEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "session",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="journal", to="programs.session"
                    ),
                ),
                ("material", models.TextField(max_length=1000, verbose_name="material")),
                ("method", models.CharField(blank=True, max_length=200, verbose_name="method")),
                ("notes", models.TextField(blank=True, max_length=1000, verbose_name="notes")),
                ("version", models.PositiveIntegerField(default=1)),
                ("written_at", models.DateTimeField(default=core.clock.now)),
                (
                    "written_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "journal entry",
                "ordering": ["session__starts_at"],
            },
        ),
        migrations.CreateModel(
            name="Mark",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="marks", to="programs.session"
                    ),
                ),
                (
                    "enrollment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="marks", to="programs.enrollment"
                    ),
                ),
                (
                    "status",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="programs.attendancestatus",
                    ),
                ),
                ("minutes_late", models.PositiveSmallIntegerField(default=0)),
                ("minutes_present", models.PositiveSmallIntegerField()),
                ("note", models.CharField(blank=True, max_length=200)),
                (
                    "entry",
                    models.CharField(
                        choices=[("direct", "Recorded in class"), ("paper", "Recorded from paper")],
                        default="direct",
                        max_length=6,
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                ("happened_at", models.DateTimeField(help_text="When the session was.")),
                ("recorded_at", models.DateTimeField(default=core.clock.now, help_text="When the mark was entered.")),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["session", "enrollment"],
                "indexes": [models.Index(fields=["enrollment"], name="mark_by_enrollment")],
                "constraints": [
                    models.UniqueConstraint(fields=("session", "enrollment"), name="mark_one_a_session_and_person"),
                    models.CheckConstraint(
                        condition=models.Q(("minutes_late__lte", 600)), name="mark_late_minutes_make_sense"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status__isnull", False),
                            models.Q(("minutes_late", 0), ("minutes_present", 0), ("note", "")),
                            _connector="OR",
                        ),
                        name="mark_taken_back_says_nothing",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MarkRevision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "mark",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="revisions", to="programs.mark"
                    ),
                ),
                ("version", models.PositiveIntegerField()),
                ("status_code", models.CharField(blank=True, max_length=20)),
                ("minutes_late", models.PositiveSmallIntegerField()),
                ("minutes_present", models.PositiveSmallIntegerField()),
                ("note", models.CharField(blank=True, max_length=200)),
                ("entry", models.CharField(max_length=6)),
                (
                    "reason",
                    models.CharField(blank=True, help_text="Of a correction after the edit window.", max_length=200),
                ),
                ("recorded_at", models.DateTimeField(default=core.clock.now)),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["mark", "version"],
                "constraints": [
                    models.UniqueConstraint(fields=("mark", "version"), name="mark_revision_version_is_unique")
                ],
            },
        ),
        migrations.CreateModel(
            name="NoToolsOut",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "session",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="no_tools_out", to="programs.session"
                    ),
                ),
                ("said_at", models.DateTimeField(default=core.clock.now)),
                (
                    "said_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="OfflinePack",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="offline_packs",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("made_at", models.DateTimeField(default=core.clock.now)),
                ("expires_at", models.DateTimeField(help_text="When the device deletes it.")),
                ("sessions", models.ManyToManyField(related_name="+", to="programs.session")),
            ],
            options={
                "ordering": ["-made_at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("expires_at__gt", models.F("made_at"))),
                        name="offline_pack_lasts_for_some_time",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="MarkOperation",
            fields=[
                ("id", models.UUIDField(help_text="Made on the device.", primary_key=True, serialize=False)),
                (
                    "pack",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="operations",
                        to="programs.offlinepack",
                    ),
                ),
                ("device", models.UUIDField(help_text="Of the browser profile; tells two devices of one user apart.")),
                ("sequence", models.PositiveIntegerField(help_text="Order on the device, whatever its clock says.")),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="operations", to="programs.session"
                    ),
                ),
                (
                    "enrollment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="operations", to="programs.enrollment"
                    ),
                ),
                ("status_code", models.CharField(max_length=20)),
                ("minutes_late", models.PositiveSmallIntegerField(default=0)),
                ("note", models.CharField(blank=True, max_length=200)),
                (
                    "base_version",
                    models.PositiveIntegerField(help_text="Of the mark that the device knew; 0 for none."),
                ),
                ("made_at", models.DateTimeField(help_text="By the clock of the device, which may be wrong.")),
                ("received_at", models.DateTimeField(default=core.clock.now)),
                (
                    "received_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        choices=[("accepted", "Accepted"), ("conflict", "Conflict"), ("rejected", "Rejected")],
                        max_length=8,
                    ),
                ),
                ("message", models.CharField(blank=True, max_length=300)),
                (
                    "version",
                    models.PositiveIntegerField(default=0, help_text="0 where no version of the mark came of it."),
                ),
                ("resolved_at", models.DateTimeField(blank=True, null=True)),
                (
                    "resolved_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "resolution",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("mine", "The mark of the device holds"),
                            ("theirs", "The recorded mark holds"),
                            ("noted", "Seen to"),
                            ("overtaken", "Overtaken by a later mark"),
                        ],
                        max_length=9,
                    ),
                ),
            ],
            options={
                "ordering": ["received_at", "pk"],
                "indexes": [
                    models.Index(fields=["session", "outcome"], name="operation_by_session"),
                    models.Index(fields=["device", "session", "enrollment"], name="operation_by_device"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("resolution", ""), ("resolved_at__isnull", True), ("resolved_by__isnull", True)),
                            models.Q(
                                models.Q(("resolution", ""), _negated=True),
                                ("resolved_at__isnull", False),
                                ("resolved_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="mark_operation_is_resolved_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("outcome", "accepted"), _negated=True), ("resolution", ""), _connector="OR"
                        ),
                        name="mark_operation_accepted_needs_nobody",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RollScan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="scans", to="programs.session"
                    ),
                ),
                ("file", models.CharField(help_text="Name in private storage.", max_length=200)),
                ("sha256", models.CharField(max_length=64)),
                ("added_at", models.DateTimeField(default=core.clock.now)),
                (
                    "added_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["session", "added_at", "pk"],
                "constraints": [models.UniqueConstraint(fields=("session", "sha256"), name="roll_scan_once_a_session")],
            },
        ),
        migrations.CreateModel(
            name="Tool",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "facility",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="tools", to="accounts.facility"
                    ),
                ),
                (
                    "program",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="tools", to="programs.program"
                    ),
                ),
                (
                    "number",
                    models.CharField(help_text="As engraved, such as “LAS-014”.", max_length=20, verbose_name="number"),
                ),
                ("number_key", models.CharField(editable=False, max_length=80)),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                ("board", models.CharField(blank=True, max_length=40, verbose_name="shadow board")),
                ("place", models.CharField(blank=True, max_length=20, verbose_name="place on the board")),
                (
                    "is_dangerous",
                    models.BooleanField(
                        default=False, help_text="Sharp, or fit to break out with.", verbose_name="dangerous"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("in_use", "Ready to use"),
                            ("repair", "In repair"),
                            ("missing", "Missing"),
                            ("retired", "Retired"),
                        ],
                        default="in_use",
                        max_length=8,
                        verbose_name="state",
                    ),
                ),
                ("state_since", models.DateTimeField(default=core.clock.now, verbose_name="since")),
                ("state_note", models.CharField(blank=True, max_length=200, verbose_name="note")),
            ],
            options={
                "verbose_name": "tool",
                "ordering": ["number_key", "pk"],
                "indexes": [models.Index(fields=["program", "facility"], name="tool_by_program")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("facility", "number_key"),
                        name="tool_number_is_unique",
                        violation_error_message="There is already a tool with this number.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("number_key", ""), _negated=True), name="tool_has_a_number"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MissingTool",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "tool",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="cases", to="programs.tool"
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="missing_tools",
                        to="programs.session",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "Being searched"), ("found", "Found"), ("written_off", "Written off")],
                        default="open",
                        max_length=12,
                    ),
                ),
                ("missed_at", models.DateTimeField(default=core.clock.now)),
                (
                    "reported_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("report", models.CharField(blank=True, max_length=300, verbose_name="how it was noticed")),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "closed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("outcome", models.CharField(blank=True, max_length=300, verbose_name="how it ended")),
            ],
            options={
                "ordering": ["-missed_at", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "open")), fields=("tool",), name="missing_tool_one_open_a_tool"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state", "open"),
                            models.Q(
                                ("closed_at__isnull", False),
                                ("closed_by__isnull", False),
                                models.Q(("outcome", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="missing_tool_is_closed_with_an_outcome",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MissingToolStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="steps", to="programs.missingtool"
                    ),
                ),
                ("code", models.SlugField(max_length=20)),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="note")),
                (
                    "taken_at",
                    models.DateTimeField(
                        help_text="When it was done; it may be written down later.", verbose_name="when"
                    ),
                ),
                ("recorded_at", models.DateTimeField(default=core.clock.now)),
                (
                    "taken_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["case", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("case", "code"), name="missing_tool_step_is_taken_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="ToolIssue",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="tool_issues", to="programs.session"
                    ),
                ),
                (
                    "tool",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="issues", to="programs.tool"
                    ),
                ),
                ("out_at", models.DateTimeField(default=core.clock.now)),
                (
                    "out_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "returned",
                    models.CharField(
                        blank=True,
                        choices=[("fine", "Returned"), ("damaged", "Returned damaged"), ("missing", "Missing")],
                        max_length=8,
                    ),
                ),
                ("back_at", models.DateTimeField(blank=True, null=True)),
                (
                    "back_by",
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
                "ordering": ["-out_at", "-pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("session", "tool"), name="tool_issue_once_a_session"),
                    models.UniqueConstraint(
                        condition=models.Q(("returned", "")), fields=("tool",), name="tool_issue_one_open_a_tool"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("back_at__isnull", True), ("back_by__isnull", True), ("returned", "")),
                            models.Q(
                                models.Q(("returned", ""), _negated=True),
                                ("back_at__isnull", False),
                                ("back_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="tool_issue_comes_back_by_somebody",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TrainingGoal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="training_goals", to="inmates.person"
                    ),
                ),
                ("text", models.CharField(max_length=200, verbose_name="goal")),
                (
                    "vocation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="programs.vocation",
                        verbose_name="vocation",
                    ),
                ),
                ("due_on", models.DateField(verbose_name="due on")),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "Open"), ("reached", "Reached"), ("dropped", "Given up")],
                        default="open",
                        max_length=7,
                    ),
                ),
                ("made_at", models.DateTimeField(default=core.clock.now)),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("closed_on", models.DateField(blank=True, null=True)),
                ("close_note", models.CharField(blank=True, max_length=200, verbose_name="result")),
            ],
            options={
                "ordering": ["due_on", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_on", None), ("state", "open")),
                            models.Q(("closed_on__isnull", False), models.Q(("close_note", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="training_goal_is_closed_with_a_result",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="UnitCriterion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="criteria", to="programs.programunit"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField()),
                ("text", models.CharField(max_length=300, verbose_name="criterion")),
            ],
            options={
                "verbose_name_plural": "unit criteria",
                "ordering": ["unit", "position"],
                "constraints": [
                    models.UniqueConstraint(fields=("unit", "position"), name="unit_criterion_position_is_unique")
                ],
            },
        ),
        migrations.CreateModel(
            name="VocationInterest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "interview",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="interests", to="programs.interview"
                    ),
                ),
                (
                    "vocation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="programs.vocation"
                    ),
                ),
                ("rank", models.PositiveSmallIntegerField()),
            ],
            options={
                "ordering": ["interview", "rank"],
                "constraints": [
                    models.UniqueConstraint(fields=("interview", "vocation"), name="vocation_interest_stands_once"),
                    models.UniqueConstraint(fields=("interview", "rank"), name="vocation_interest_rank_is_unique"),
                    models.CheckConstraint(
                        condition=models.Q(("rank__gte", 1), ("rank__lte", 3)), name="vocation_interest_rank_is_1_to_3"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="WeekPattern",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="patterns", to="programs.batch"
                    ),
                ),
                (
                    "name",
                    models.CharField(
                        help_text="Such as “Ramadan 1448”. The usual week has none.", max_length=60, verbose_name="name"
                    ),
                ),
                ("from_date", models.DateField(blank=True, null=True, verbose_name="from")),
                ("until", models.DateField(blank=True, null=True, verbose_name="until")),
            ],
            options={
                "ordering": ["batch", models.OrderBy(models.F("from_date"), nulls_first=True)],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("from_date__isnull", True)),
                        fields=("batch",),
                        name="week_pattern_one_usual_a_batch",
                    ),
                    models.UniqueConstraint(fields=("batch", "from_date"), name="week_pattern_starts_once_a_batch"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("from_date__isnull", True), ("name", ""), ("until__isnull", True)),
                            models.Q(
                                ("from_date__isnull", False),
                                ("until__gte", models.F("from_date")),
                                models.Q(("name", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="week_pattern_has_both_days_and_a_name_or_neither",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PatternSlot",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "pattern",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="slots", to="programs.weekpattern"
                    ),
                ),
                (
                    "weekday",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (0, "Monday"),
                            (1, "Tuesday"),
                            (2, "Wednesday"),
                            (3, "Thursday"),
                            (4, "Friday"),
                            (5, "Saturday"),
                            (6, "Sunday"),
                        ],
                        verbose_name="day",
                    ),
                ),
                ("starts_at", models.TimeField(verbose_name="starts at")),
                ("jp", models.PositiveSmallIntegerField(default=2, verbose_name="JP")),
                (
                    "break_after",
                    models.PositiveSmallIntegerField(
                        default=0, help_text="0: taught without a break.", verbose_name="break after JP"
                    ),
                ),
                ("break_minutes", models.PositiveSmallIntegerField(default=0, verbose_name="minutes of the break")),
            ],
            options={
                "ordering": ["pattern", "weekday", "starts_at"],
                "constraints": [
                    models.UniqueConstraint(fields=("pattern", "weekday", "starts_at"), name="pattern_slot_is_unique"),
                    models.CheckConstraint(
                        condition=models.Q(("jp__gte", 1), ("jp__lte", 12)), name="pattern_slot_has_lessons"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("break_after", 0), ("break_minutes", 0)),
                            models.Q(
                                ("break_after__gte", 1),
                                ("break_after__lt", models.F("jp")),
                                ("break_minutes__gte", 1),
                                ("break_minutes__lte", 120),
                            ),
                            _connector="OR",
                        ),
                        name="pattern_slot_breaks_between_lessons",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CountAlarm",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "from_point",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("expected", "Expected by the list"),
                            ("left_block", "Left the block"),
                            ("arrived", "Arrived at the workshop"),
                            ("left_workshop", "Left the workshop"),
                            ("back_in_block", "Back in the block"),
                        ],
                        max_length=14,
                    ),
                ),
                ("before", models.PositiveSmallIntegerField(blank=True, null=True)),
                (
                    "to_point",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("left_block", "Left the block"),
                            ("arrived", "Arrived at the workshop"),
                            ("left_workshop", "Left the workshop"),
                            ("back_in_block", "Back in the block"),
                        ],
                        max_length=14,
                    ),
                ),
                ("after", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("raised_at", models.DateTimeField(default=core.clock.now)),
                ("agreed_at", models.DateTimeField(blank=True, null=True)),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="explanation")),
                ("explained_at", models.DateTimeField(blank=True, null=True)),
                (
                    "explained_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "last_count",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="programs.headcount",
                    ),
                ),
                (
                    "raised_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="count_alarms", to="programs.session"
                    ),
                ),
            ],
            options={
                "ordering": ["session", "raised_at", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("explained_at__isnull", True)),
                        fields=("session",),
                        name="count_alarm_one_open_a_session",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("explained_at__isnull", True), ("explained_by__isnull", True), ("reason", "")),
                            models.Q(
                                ("explained_at__isnull", False),
                                ("explained_by__isnull", False),
                                models.Q(("reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="count_alarm_is_explained_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("after__isnull", True), ("before__isnull", True), ("from_point", ""), ("to_point", "")
                            ),
                            models.Q(
                                ("after__isnull", False),
                                ("before__isnull", False),
                                models.Q(("from_point", ""), _negated=True),
                                models.Q(("to_point", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="count_alarm_has_two_figures_or_none",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LookedFor",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("is_seen", models.BooleanField()),
                ("said_at", models.DateTimeField(default=core.clock.now)),
                (
                    "alarm",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="people", to="programs.countalarm"
                    ),
                ),
                (
                    "enrollment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="programs.enrollment"
                    ),
                ),
                (
                    "said_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["alarm", "said_at", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("alarm", "enrollment"), name="looked_for_once_an_alarm_and_person")
                ],
            },
        ),
    ]
