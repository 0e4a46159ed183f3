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
        ("programs", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="AssessorRegistration",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "assessor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="registrations",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("number", models.CharField(max_length=40, verbose_name="number of the assessor")),
                ("issuing_body", models.CharField(max_length=100, verbose_name="issued by")),
                ("valid_from", models.DateField(verbose_name="valid from")),
                ("valid_until", models.DateField(verbose_name="valid until")),
                ("recorded_at", models.DateTimeField(default=core.clock.now)),
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
                ("withdraw_reason", models.CharField(blank=True, max_length=200)),
            ],
            options={
                "ordering": ["assessor", "-valid_until", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("valid_until__gte", models.F("valid_from"))),
                        name="assessor_registration_ends_after_it_begins",
                        violation_error_message="The last day lies before the first day.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at", None)),
                        fields=("assessor", "number", "valid_from"),
                        name="assessor_registration_stands_once",
                        violation_error_message="This registration is recorded already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("withdraw_reason", ""), ("withdrawn_at", None), ("withdrawn_by", None)),
                            models.Q(
                                ("withdrawn_at__isnull", False),
                                ("withdrawn_by__isnull", False),
                                models.Q(("withdraw_reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="assessor_registration_is_withdrawn_with_a_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="BlankLot",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "training_center",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="blank_lots",
                        to="accounts.trainingcenter",
                    ),
                ),
                ("issuer", models.CharField(max_length=150, verbose_name="whose blanks")),
                ("first_serial", models.CharField(max_length=40, verbose_name="first serial")),
                ("last_serial", models.CharField(max_length=40, verbose_name="last serial")),
                ("received_on", models.DateField(verbose_name="received on")),
                ("received_at", models.DateTimeField(default=core.clock.now)),
                (
                    "received_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["-received_on", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="CertificateTemplate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "training_center",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="templates",
                        to="accounts.trainingcenter",
                    ),
                ),
                ("version", models.PositiveSmallIntegerField()),
                (
                    "emblem",
                    models.BinaryField(default=bytes, help_text="A JPEG of our own making; empty: the neutral emblem."),
                ),
                (
                    "statement",
                    models.CharField(
                        default="telah menyelesaikan pelatihan berbasis kompetensi pada program",
                        max_length=160,
                        verbose_name="sentence under the name",
                    ),
                ),
                (
                    "notes",
                    models.TextField(
                        blank=True, help_text="One a line.", max_length=800, verbose_name="notes on the back"
                    ),
                ),
                ("has_english", models.BooleanField(default=False, verbose_name="with lines in English")),
                (
                    "statement_in_english",
                    models.CharField(
                        blank=True,
                        default="has completed competency-based training in the program",
                        max_length=160,
                        verbose_name="the same sentence in English",
                    ),
                ),
                (
                    "signer_title",
                    models.CharField(blank=True, max_length=120, verbose_name="title of who signs the front"),
                ),
                (
                    "signer_name",
                    models.CharField(blank=True, max_length=100, verbose_name="name of who signs the front"),
                ),
                (
                    "signer_number",
                    models.CharField(blank=True, max_length=40, verbose_name="staff number of who signs the front"),
                ),
                (
                    "second_title",
                    models.CharField(blank=True, max_length=120, verbose_name="title of who signs the back"),
                ),
                (
                    "second_name",
                    models.CharField(blank=True, max_length=100, verbose_name="name of who signs the back"),
                ),
                (
                    "second_number",
                    models.CharField(blank=True, max_length=40, verbose_name="staff number of who signs the back"),
                ),
                ("changed_at", models.DateTimeField(default=core.clock.now)),
                (
                    "changed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("adopted_at", models.DateTimeField(blank=True, null=True)),
                (
                    "adopted_by",
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
                "ordering": ["training_center", "-version"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("training_center", "version"), name="template_version_is_made_once"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("adopted_at__isnull", True)),
                        fields=("training_center",),
                        name="template_one_draft_a_center",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("adopted_at__isnull", True), ("adopted_by__isnull", True)),
                            models.Q(("adopted_at__isnull", False), ("adopted_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="template_adopted_has_a_person",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("adopted_by__isnull", True),
                            models.Q(("adopted_by", models.F("changed_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="template_adopted_by_another_person",
                    ),
                ],
            },
        ),
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
            name="Evidence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "enrollment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="evidence", to="programs.enrollment"
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="programs.programunit"
                    ),
                ),
                ("file", models.FileField(upload_to="evidence/")),
                ("sha256", models.CharField(max_length=64)),
                ("caption", models.CharField(max_length=200, verbose_name="what it shows")),
                ("added_at", models.DateTimeField(default=core.clock.now)),
                (
                    "added_by",
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
                ("withdraw_reason", models.CharField(blank=True, max_length=200)),
            ],
            options={
                "verbose_name_plural": "evidence",
                "ordering": ["added_at", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("withdraw_reason", ""), ("withdrawn_at", None), ("withdrawn_by", None)),
                            models.Q(
                                ("withdrawn_at__isnull", False),
                                ("withdrawn_by__isnull", False),
                                models.Q(("withdraw_reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="evidence_is_withdrawn_with_a_reason",
                    )
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
            name="OutsideTest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "training_center",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="outside_tests",
                        to="accounts.trainingcenter",
                    ),
                ),
                ("body", models.CharField(max_length=150, verbose_name="certification body")),
                ("license_number", models.CharField(blank=True, max_length=60, verbose_name="license number")),
                ("scheme_name", models.CharField(max_length=200, verbose_name="scheme")),
                ("scheme_number", models.CharField(blank=True, max_length=80, verbose_name="scheme number")),
                (
                    "scheme_kind",
                    models.CharField(
                        choices=[("kkni", "KKNI qualification"), ("occupation", "Occupation"), ("cluster", "Cluster")],
                        max_length=10,
                        verbose_name="kind of scheme",
                    ),
                ),
                ("place", models.CharField(max_length=150, verbose_name="test place")),
                (
                    "place_kind",
                    models.CharField(
                        choices=[
                            ("temporary", "Temporary (TUK sewaktu)"),
                            ("workplace", "Workplace (TUK tempat kerja)"),
                            ("own", "Own (TUK mandiri)"),
                        ],
                        max_length=10,
                        verbose_name="kind of test place",
                    ),
                ),
                ("held_on", models.DateField(verbose_name="day of the test")),
                ("created_at", models.DateTimeField(default=core.clock.now)),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("cancelled_at", models.DateTimeField(blank=True, null=True)),
                (
                    "cancelled_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("cancel_reason", models.CharField(blank=True, max_length=200)),
            ],
            options={
                "ordering": ["-held_on", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("cancel_reason", ""), ("cancelled_at__isnull", True), ("cancelled_by__isnull", True)
                            ),
                            models.Q(
                                ("cancelled_at__isnull", False),
                                ("cancelled_by__isnull", False),
                                models.Q(("cancel_reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="outside_test_is_cancelled_with_a_reason",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="OutsideCandidate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "test",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="candidates",
                        to="certification.outsidetest",
                    ),
                ),
                (
                    "enrollment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="outside_candidates",
                        to="programs.enrollment",
                    ),
                ),
                ("added_at", models.DateTimeField(default=core.clock.now)),
                (
                    "added_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "result",
                    models.CharField(
                        blank=True,
                        choices=[("K", "Competent"), ("BK", "Not yet competent"), ("TH", "Did not take the test")],
                        max_length=2,
                        verbose_name="result",
                    ),
                ),
                ("certificate_number", models.CharField(blank=True, max_length=60, verbose_name="certificate number")),
                (
                    "registration_number",
                    models.CharField(blank=True, max_length=60, verbose_name="registration number"),
                ),
                ("blank_serial", models.CharField(blank=True, max_length=40, verbose_name="serial of the blank")),
                ("issued_on", models.DateField(blank=True, null=True, verbose_name="date of issue")),
                ("valid_until", models.DateField(blank=True, null=True, verbose_name="valid until")),
                ("recorded_at", models.DateTimeField(blank=True, null=True)),
                (
                    "recorded_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                ("scan", models.FileField(blank=True, upload_to="outside-certificates/", verbose_name="scan")),
                ("handed_on", models.DateField(blank=True, null=True, verbose_name="handed over on")),
                ("received_by", models.CharField(blank=True, max_length=150, verbose_name="received by")),
                (
                    "handed_by",
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
                "ordering": ["test", "enrollment__person__name_sort", "pk"],
                "indexes": [models.Index(fields=["enrollment", "result"], name="outside_candidate_by_place")],
                "constraints": [
                    models.UniqueConstraint(fields=("test", "enrollment"), name="outside_candidate_once_a_test"),
                    models.UniqueConstraint(
                        condition=models.Q(("certificate_number", ""), _negated=True),
                        fields=("certificate_number",),
                        name="outside_candidate_certificate_number_is_unique",
                        violation_error_message="This certificate number is recorded for another candidate.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("blank_serial", ""), _negated=True),
                        fields=("blank_serial",),
                        name="outside_candidate_blank_serial_is_unique",
                        violation_error_message="This serial is recorded for another candidate.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("blank_serial", ""),
                                ("certificate_number", ""),
                                ("issued_on__isnull", True),
                                ("valid_until__isnull", True),
                            ),
                            models.Q(
                                ("issued_on__isnull", False),
                                ("result", "K"),
                                ("valid_until__gte", models.F("issued_on")),
                                models.Q(("certificate_number", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="outside_candidate_certificate_is_of_a_competent_one",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("handed_by__isnull", True), ("handed_on__isnull", True), ("received_by", "")),
                            models.Q(
                                ("handed_by__isnull", False),
                                ("handed_on__isnull", False),
                                models.Q(("certificate_number", ""), _negated=True),
                                models.Q(("received_by", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="outside_candidate_only_a_certificate_is_handed_over",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="BlankSerial",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "lot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="serials", to="certification.blanklot"
                    ),
                ),
                (
                    "training_center",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.trainingcenter"
                    ),
                ),
                ("serial", models.CharField(max_length=40)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("free", "In stock"),
                            ("used", "Used"),
                            ("spoiled", "Spoiled"),
                            ("returned", "Given back"),
                            ("lost", "Lost"),
                        ],
                        default="free",
                        max_length=8,
                    ),
                ),
                (
                    "candidate",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="blank",
                        to="certification.outsidecandidate",
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=200)),
                ("changed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "changed_by",
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
                "ordering": ["training_center", "serial"],
                "constraints": [
                    models.UniqueConstraint(fields=("training_center", "serial"), name="blank_serial_once_a_center"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("candidate__isnull", False), ("state", "used")),
                            models.Q(("candidate__isnull", True), models.Q(("state", "used"), _negated=True)),
                            _connector="OR",
                        ),
                        name="blank_serial_used_names_its_candidate",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["free", "used"]), models.Q(("reason", ""), _negated=True), _connector="OR"
                        ),
                        name="blank_serial_gone_has_a_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OutsideImport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "test",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="imports",
                        to="certification.outsidetest",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("created_at", models.DateTimeField(default=core.clock.now)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("mapping", "Columns to be checked"),
                            ("compared", "Ready to accept"),
                            ("accepted", "Accepted"),
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
                ("sealed_table", models.TextField(blank=True, editable=False)),
                ("counts", models.JSONField(default=dict, help_text="Rows by what became of them.")),
                ("settled_at", models.DateTimeField(blank=True, null=True)),
                (
                    "settled_by",
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
                "ordering": ["-created_at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("settled_at__isnull", True), ("state__in", ["mapping", "compared"])),
                            models.Q(
                                ("sealed_table", ""),
                                ("settled_at__isnull", False),
                                ("state__in", ["accepted", "discarded"]),
                            ),
                            _connector="OR",
                        ),
                        name="outside_import_keeps_nothing_once_settled",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PersonSignOff",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "enrollment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="sign_offs", to="programs.enrollment"
                    ),
                ),
                (
                    "ended_on",
                    models.DateField(help_text="Of the place when it was signed: a return makes the minutes past."),
                ),
                ("number", models.CharField(max_length=80, verbose_name="number of the minutes")),
                (
                    "signed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("signed_at", models.DateTimeField(default=core.clock.now)),
                ("minutes", models.JSONField(help_text="Every printed word of the minutes.")),
            ],
            options={
                "ordering": ["-signed_at", "-pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("enrollment", "ended_on"), name="person_sign_off_once_an_end")
                ],
            },
        ),
        migrations.CreateModel(
            name="PracticeMark",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "enrollment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="practice_marks",
                        to="programs.enrollment",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="programs.programunit"
                    ),
                ),
                (
                    "level",
                    models.CharField(
                        choices=[("not_yet", "Not yet"), ("helped", "With help"), ("alone", "Alone")],
                        max_length=7,
                        verbose_name="level",
                    ),
                ),
                ("seen_on", models.DateField(verbose_name="seen on")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="note")),
                ("recorded_at", models.DateTimeField(default=core.clock.now)),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["-seen_on", "-pk"],
                "indexes": [models.Index(fields=["enrollment", "unit", "-seen_on"], name="practice_mark_newest_first")],
            },
        ),
        migrations.CreateModel(
            name="ResultCorrection",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "enrollment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrections",
                        to="programs.enrollment",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="programs.programunit"
                    ),
                ),
                (
                    "old_result",
                    models.CharField(choices=[("K", "Competent"), ("BK", "Not yet competent")], max_length=2),
                ),
                ("old_feedback", models.CharField(blank=True, max_length=300)),
                (
                    "new_result",
                    models.CharField(
                        choices=[("K", "Competent"), ("BK", "Not yet competent")],
                        max_length=2,
                        verbose_name="correct result",
                    ),
                ),
                ("new_feedback", models.CharField(blank=True, max_length=300, verbose_name="feedback")),
                ("reason", models.CharField(max_length=300, verbose_name="reason")),
                (
                    "state",
                    models.CharField(
                        choices=[("asked", "Asked for"), ("approved", "Approved"), ("rejected", "Not approved")],
                        default="asked",
                        max_length=8,
                    ),
                ),
                ("asked_at", models.DateTimeField(default=core.clock.now)),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
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
                ("note", models.CharField(blank=True, max_length=300, verbose_name="note")),
            ],
            options={
                "ordering": ["-asked_at", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "asked")),
                        fields=("enrollment", "unit"),
                        name="result_correction_one_open_a_result",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_by", None), ("state", "asked")),
                            models.Q(models.Q(("state", "asked"), _negated=True), ("decided_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="result_correction_is_decided_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_by", None),
                            models.Q(("decided_by", models.F("asked_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="result_correction_takes_two_people",
                        violation_error_message="Whoever asked for a correction cannot approve it.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("new_result", "K"), models.Q(("new_feedback", ""), _negated=True), _connector="OR"
                        ),
                        name="result_correction_not_yet_has_feedback",
                        violation_error_message="“Not yet competent” needs feedback: what is missing, what comes next.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SealKey",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "training_center",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="seal_keys",
                        to="accounts.trainingcenter",
                    ),
                ),
                ("certificate", models.TextField(help_text="The certificate of the key, PEM.")),
                (
                    "fingerprint",
                    models.CharField(help_text="SHA-256 of the certificate, hexadecimal.", max_length=64, unique=True),
                ),
                ("valid_from", models.DateTimeField()),
                ("valid_until", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("active", "In use"),
                            ("retired", "Replaced or out of use"),
                            ("compromised", "No longer trusted"),
                        ],
                        default="active",
                        max_length=11,
                    ),
                ),
                ("made_at", models.DateTimeField(default=core.clock.now)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "doubted_since",
                    models.DateTimeField(blank=True, help_text="From when on others may have had the key.", null=True),
                ),
            ],
            options={
                "ordering": ["training_center", "-made_at", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "active")),
                        fields=("training_center",),
                        name="seal_key_one_in_use_a_center",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at__isnull", True), ("state", "active")),
                            models.Q(("ended_at__isnull", False), ("state__in", ["retired", "compromised"])),
                            _connector="OR",
                        ),
                        name="seal_key_out_of_use_since_a_moment",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("doubted_since__isnull", False), ("state", "compromised")),
                            models.Q(("doubted_since__isnull", True), ("state__in", ["active", "retired"])),
                            _connector="OR",
                        ),
                        name="seal_key_is_doubted_since_a_moment",
                    ),
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
            name="Addendum",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "sign_off",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="addenda",
                        to="certification.signoff",
                    ),
                ),
                (
                    "person_sign_off",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="addenda",
                        to="certification.personsignoff",
                    ),
                ),
                (
                    "enrollment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="addenda", to="programs.enrollment"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField()),
                (
                    "number",
                    models.CharField(help_text="That of the minutes with the position behind it.", max_length=100),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("made_at", models.DateTimeField(default=core.clock.now)),
                ("words", models.JSONField(help_text="Every printed word.")),
            ],
            options={
                "verbose_name_plural": "addenda",
                "ordering": ["made_at", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("sign_off", "position"), name="addendum_position_is_unique"),
                    models.UniqueConstraint(
                        fields=("person_sign_off", "position"), name="addendum_of_person_is_unique"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("person_sign_off__isnull", False), ("sign_off__isnull", True)),
                            models.Q(("person_sign_off__isnull", True), ("sign_off__isnull", False)),
                            _connector="OR",
                        ),
                        name="addendum_belongs_to_one_sign_off",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SignedReceipt",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="signed_receipts", to="programs.batch"
                    ),
                ),
                ("scan", models.CharField(max_length=200)),
                ("uploaded_at", models.DateTimeField(default=core.clock.now)),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["-uploaded_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="StatementKey",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "training_center",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="statement_keys",
                        to="accounts.trainingcenter",
                    ),
                ),
                (
                    "kid",
                    models.CharField(help_text="The head of the digest of the public half.", max_length=8, unique=True),
                ),
                (
                    "public_key",
                    models.CharField(help_text="Ed25519, 32 bytes in base64url.", max_length=43, unique=True),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("active", "In use"),
                            ("retired", "Replaced or out of use"),
                            ("compromised", "No longer trusted"),
                        ],
                        default="active",
                        max_length=11,
                    ),
                ),
                ("used_from", models.DateTimeField(default=core.clock.now)),
                ("used_until", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["training_center", "-used_from", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "active")),
                        fields=("training_center",),
                        name="statement_key_one_in_use_a_center",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "active"), ("used_until__isnull", True)),
                            models.Q(("state__in", ["retired", "compromised"]), ("used_until__isnull", False)),
                            _connector="OR",
                        ),
                        name="statement_key_out_of_use_since_a_moment",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="StatusList",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "training_center",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="status_lists",
                        to="accounts.trainingcenter",
                    ),
                ),
                ("slug", models.CharField(help_text="Random; part of its address.", max_length=10, unique=True)),
                ("is_open", models.BooleanField(default=True)),
                ("taken", models.PositiveIntegerField(default=0)),
                ("decoys", models.BinaryField()),
                ("token", models.TextField(blank=True)),
                (
                    "digest",
                    models.CharField(
                        blank=True, help_text="SHA-256 of the marks that were signed last.", max_length=64
                    ),
                ),
                ("signed_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["training_center", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("is_open", True)),
                        fields=("training_center",),
                        name="status_list_one_open_a_center",
                    )
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
                (
                    "status_list",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="certificates",
                        to="certification.statuslist",
                    ),
                ),
                (
                    "status_index",
                    models.PositiveIntegerField(blank=True, help_text="Its place in the list, at random.", null=True),
                ),
                (
                    "template",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="certification.certificatetemplate",
                    ),
                ),
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
                    models.UniqueConstraint(
                        fields=("status_list", "status_index"),
                        name="certificate_has_a_place_of_its_own_in_the_status_list",
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
                (
                    "seal_key",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="files",
                        to="certification.sealkey",
                    ),
                ),
                ("sealed_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("seal_key__isnull", True), ("sealed_at__isnull", True)),
                            models.Q(("seal_key__isnull", False), ("sealed_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="certificate_file_seal_has_key_and_moment",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Credential",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "certificate",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="credential",
                        to="certification.certificate",
                    ),
                ),
                ("token", models.TextField(help_text="VC-JWT.")),
                ("signed_at", models.DateTimeField(default=core.clock.now)),
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
                ("is_holder", models.BooleanField(default=True)),
                ("proof", models.CharField(blank=True, help_text="Why somebody else may receive it.", max_length=200)),
                (
                    "receipt",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="hand_overs",
                        to="certification.signedreceipt",
                    ),
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
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("is_holder", True), ("proof", "")),
                            models.Q(
                                ("is_holder", False), ("receipt__isnull", False), models.Q(("proof", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="hand_over_to_another_has_a_proof",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="OfficialFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "certificate",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="official",
                        to="certification.certificate",
                    ),
                ),
                ("content", models.BinaryField()),
                ("sha256", models.CharField(max_length=64)),
                ("signer", models.CharField(max_length=200)),
                ("authority", models.CharField(max_length=200)),
                ("signed_at", models.DateTimeField(blank=True, null=True)),
                ("uploaded_at", models.DateTimeField(default=core.clock.now)),
                (
                    "uploaded_by",
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
            name="ResultAppeal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "result",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="appeal",
                        to="certification.unitresult",
                    ),
                ),
                (
                    "asker",
                    models.CharField(
                        choices=[
                            ("participant", "The participant"),
                            ("instructor", "An instructor, for the participant"),
                            ("partner", "The partner office, for the participant"),
                        ],
                        max_length=12,
                        verbose_name="brought by",
                    ),
                ),
                ("filed_on", models.DateField(verbose_name="received on")),
                ("grounds", models.CharField(max_length=500, verbose_name="grounds")),
                ("recorded_at", models.DateTimeField(default=core.clock.now)),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "assessor",
                    models.ForeignKey(
                        help_text="Of that attempt.",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("upheld", "Granted: assessed again by another assessor"),
                            ("rejected", "Not granted: the result stands"),
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
                (
                    "again",
                    models.OneToOneField(
                        blank=True,
                        help_text="New attempt.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="settles",
                        to="certification.unitresult",
                    ),
                ),
            ],
            options={
                "ordering": ["-recorded_at", "-pk"],
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
                        name="result_appeal_is_decided_by_somebody_with_a_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_by", None),
                            models.Q(
                                models.Q(("decided_by", models.F("assessor")), _negated=True),
                                models.Q(("decided_by", models.F("recorded_by")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="result_appeal_is_decided_by_another",
                        violation_error_message="Somebody other than the assessor has to decide on the appeal.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("again", None), ("outcome", "upheld"), _connector="OR"),
                        name="result_appeal_again_only_when_granted",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="UnsealedFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "certificate",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="unsealed",
                        to="certification.certificate",
                    ),
                ),
                ("content", models.BinaryField()),
                ("sha256", models.CharField(max_length=64)),
                ("rendered_at", models.DateTimeField(default=core.clock.now)),
            ],
        ),
    ]
