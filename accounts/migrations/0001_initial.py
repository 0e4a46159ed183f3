import django.contrib.auth.validators
import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
        migrations.CreateModel(
            name="Facility",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=20, unique=True, verbose_name="code")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("short_name", models.CharField(max_length=40, verbose_name="short name")),
                ("city", models.CharField(blank=True, max_length=60, verbose_name="city")),
                ("address", models.CharField(blank=True, max_length=200, verbose_name="address")),
                (
                    "time_zone",
                    models.CharField(
                        choices=[("Asia/Jakarta", "WIB"), ("Asia/Makassar", "WITA"), ("Asia/Jayapura", "WIT")],
                        default="Asia/Makassar",
                        max_length=30,
                        verbose_name="time zone",
                    ),
                ),
                (
                    "idle_minutes",
                    models.PositiveSmallIntegerField(default=30, verbose_name="minutes until an idle sign-in ends"),
                ),
                ("is_demo", models.BooleanField(default=False)),
                (
                    "region",
                    models.CharField(
                        help_text="Regional office (Kanwil) that oversees it.", max_length=60, verbose_name="region"
                    ),
                ),
                (
                    "telephone",
                    models.CharField(
                        blank=True,
                        help_text="Of the office, not of a person.",
                        max_length=40,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[+(0-9][0-9 ()./,+-]+$", "Write the number in digits, for example (0517) 31 234."
                            )
                        ],
                        verbose_name="telephone number",
                    ),
                ),
            ],
            options={
                "verbose_name": "detention center",
                "ordering": ["name"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="TrainingCenter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=20, unique=True, verbose_name="code")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("short_name", models.CharField(max_length=40, verbose_name="short name")),
                ("city", models.CharField(blank=True, max_length=60, verbose_name="city")),
                ("address", models.CharField(blank=True, max_length=200, verbose_name="address")),
                (
                    "time_zone",
                    models.CharField(
                        choices=[("Asia/Jakarta", "WIB"), ("Asia/Makassar", "WITA"), ("Asia/Jayapura", "WIT")],
                        default="Asia/Makassar",
                        max_length=30,
                        verbose_name="time zone",
                    ),
                ),
                (
                    "idle_minutes",
                    models.PositiveSmallIntegerField(default=30, verbose_name="minutes until an idle sign-in ends"),
                ),
                ("is_demo", models.BooleanField(default=False)),
                ("official_name", models.CharField(max_length=120, verbose_name="name as printed")),
                (
                    "parent_name",
                    models.CharField(blank=True, max_length=120, verbose_name="authority above it, as printed"),
                ),
                ("place_of_issue", models.CharField(blank=True, max_length=60, verbose_name="place of issue")),
                ("head_name", models.CharField(blank=True, max_length=100, verbose_name="name of its head")),
                (
                    "head_title",
                    models.CharField(blank=True, max_length=120, verbose_name="title of its head, as printed"),
                ),
                ("head_number", models.CharField(blank=True, max_length=40, verbose_name="staff number of its head")),
                (
                    "coordinator_name",
                    models.CharField(blank=True, max_length=100, verbose_name="name of the coordinator"),
                ),
                (
                    "coordinator_number",
                    models.CharField(blank=True, max_length=40, verbose_name="staff number of the coordinator"),
                ),
                (
                    "telephone",
                    models.CharField(
                        blank=True,
                        help_text="Of the office, not of a person.",
                        max_length=40,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[+(0-9][0-9 ()./,+-]+$", "Write the number in digits, for example (0517) 31 234."
                            )
                        ],
                        verbose_name="telephone number",
                    ),
                ),
            ],
            options={
                "verbose_name": "training center",
                "ordering": ["name"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="User",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                (
                    "is_superuser",
                    models.BooleanField(
                        default=False,
                        help_text="Designates that this user has all permissions without explicitly assigning them.",
                        verbose_name="superuser status",
                    ),
                ),
                (
                    "username",
                    models.CharField(
                        error_messages={"unique": "A user with that username already exists."},
                        help_text="Required. 150 characters or fewer. Letters, digits and @/./+/-/_ only.",
                        max_length=150,
                        unique=True,
                        validators=[django.contrib.auth.validators.UnicodeUsernameValidator()],
                        verbose_name="username",
                    ),
                ),
                (
                    "is_staff",
                    models.BooleanField(
                        default=False,
                        help_text="Designates whether the user can log into this admin site.",
                        verbose_name="staff status",
                    ),
                ),
                (
                    "is_active",
                    models.BooleanField(
                        default=True,
                        help_text="Designates whether this user should be treated as active. Unselect this instead of deleting accounts.",
                        verbose_name="active",
                    ),
                ),
                ("date_joined", models.DateTimeField(default=django.utils.timezone.now, verbose_name="date joined")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("full_name", models.CharField(max_length=150, verbose_name="full name")),
                ("staff_number", models.CharField(blank=True, max_length=40, verbose_name="staff number")),
                (
                    "facility",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="users",
                        to="accounts.facility",
                    ),
                ),
                (
                    "training_center",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="users",
                        to="accounts.trainingcenter",
                    ),
                ),
                ("region", models.CharField(blank=True, max_length=60, verbose_name="region")),
                (
                    "language",
                    models.CharField(
                        choices=[("id", "Indonesia"), ("en", "English")],
                        default="id",
                        max_length=5,
                        verbose_name="language",
                    ),
                ),
                ("must_change_password", models.BooleanField(default=False)),
                ("one_time_password_until", models.DateTimeField(blank=True, null=True)),
                ("is_demo", models.BooleanField(default=False)),
                (
                    "groups",
                    models.ManyToManyField(
                        blank=True,
                        help_text="The groups this user belongs to. A user will get all permissions granted to each of their groups.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.group",
                        verbose_name="groups",
                    ),
                ),
                (
                    "user_permissions",
                    models.ManyToManyField(
                        blank=True,
                        help_text="Specific permissions for this user.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.permission",
                        verbose_name="user permissions",
                    ),
                ),
            ],
            options={
                "ordering": ["full_name", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("facility__isnull", False), ("region", ""), ("training_center__isnull", True)),
                            models.Q(("facility__isnull", True), ("region", ""), ("training_center__isnull", False)),
                            models.Q(
                                ("facility__isnull", True),
                                ("training_center__isnull", True),
                                models.Q(("region", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="user_belongs_to_one_office",
                        violation_error_message="A user belongs to one office: detention center, training center or region.",
                    )
                ],
            },
        ),
    ]
