"""What the tables of accounts hold about people, for the record of processing."""

from axes.models import AccessAttempt, AccessAttemptExpiration, AccessFailureLog, AccessLog
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django_tasks_db.models import DBTaskResult

from accounts.models import (
    AccessReview,
    CardCode,
    CodeApp,
    CodeCard,
    Facility,
    FactorCounter,
    Notice,
    ProbationOffice,
    RoleRequest,
    SecurityKey,
    SeparateRoles,
    SignIn,
    TrainingCenter,
    User,
)
from accounts.processing import Keeping, describe
from accounts.purposes import ACCOUNTS, OFFICES, RUNNING, TRAIL
from core.models import (
    AccessLogEntry,
    AuditChain,
    AuditEvent,
    DestroyedAccess,
    DestroyedRow,
    Job,
    JobItem,
    KeyMark,
    StoredFile,
    SubmittedForm,
)

describe(
    Facility,
    OFFICES,
    Keeping.USE,
    none="id code name short_name city address telephone time_zone idle_minutes is_demo region",
)
describe(
    TrainingCenter,
    OFFICES,
    Keeping.USE,
    staff="head_name head_title head_number coordinator_name coordinator_number",
    none=(
        "id code name short_name city address telephone time_zone idle_minutes is_demo official_name "
        "parent_name place_of_issue"
    ),
)
describe(
    ProbationOffice,
    OFFICES,
    Keeping.USE,
    none="id code name short_name city address telephone time_zone idle_minutes is_demo",
)
describe(
    User,
    ACCOUNTS,
    Keeping.ACCOUNT,
    credentials="password",
    staff="username full_name staff_number region password_given_by password_confirmed_by password_refused_by",
    words="password_refusal",
    traces="last_login date_joined one_time_password_until password_given_at first_factor_until",
    none=(
        "id is_superuser is_staff is_active public_id facility training_center probation_office language "
        "must_change_password is_demo groups user_permissions"
    ),
)
describe(
    SecurityKey,
    ACCOUNTS,
    Keeping.ACCOUNT,
    credentials="name credential_id credential sign_count used_at",
    staff="user",
    none="id public_id made_at",
)
describe(
    CodeApp,
    ACCOUNTS,
    Keeping.ACCOUNT,
    credentials="secret last_step used_at",
    staff="user",
    none="id made_at",
)
describe(
    CodeCard,
    ACCOUNTS,
    Keeping.ACCOUNT,
    staff="user printed_by activated_by",
    none="id public_id printed_at activated_at ended_at ends_others",
)
describe(
    CardCode,
    ACCOUNTS,
    Keeping.ACCOUNT,
    credentials="used_at",
    none="id card number digest",
)
describe(
    FactorCounter,
    ACCOUNTS,
    Keeping.SHORT,
    traces="address window count",
    none="id",
)
describe(
    SeparateRoles,
    OFFICES,
    Keeping.USE,
    none="id first second",
)
describe(
    RoleRequest,
    ACCOUNTS,
    Keeping.DATED,
    staff="user roles asked_by decided_by",
    words="reason refusal",
    none="id public_id asked_at state decided_at",
)
describe(
    Notice,
    ACCOUNTS,
    Keeping.SHORT,
    staff="user values",
    none="id kind made_at seen_at",
)
describe(
    AccessReview,
    ACCOUNTS,
    Keeping.DATED,
    staff="listed reviewed_by",
    none="id facility training_center quarter reviewed_at",
)
describe(
    SignIn,
    ACCOUNTS,
    Keeping.SHORT,
    staff="user",
    traces="at address device device_mark",
    none="id public_id",
)
describe(
    AuditChain,
    TRAIL,
    Keeping.CHAIN,
    none="id name length head at",
)
describe(
    AuditEvent,
    TRAIL,
    Keeping.CHAIN,
    staff="actor_id actor_name",
    traces="at action target_type target_id details",
    none="id chain sequence previous_hash hash",
)
describe(
    AccessLogEntry,
    TRAIL,
    Keeping.DATED,
    identity="people",
    staff="user_id user_name",
    traces="at kind subject_type subject_id subject query address session",
    words="reason",
    none="id office",
)
describe(
    DestroyedAccess,
    TRAIL,
    Keeping.CHAIN,
    none="id digest",
)
describe(
    DestroyedRow,
    TRAIL,
    Keeping.CHAIN,
    none="id table key digest",
)
describe(
    SubmittedForm,
    RUNNING,
    Keeping.SHORT,
    staff="user",
    words="content",
    none="id token path submitted_at status location content_type",
)
describe(
    Job,
    RUNNING,
    Keeping.DATED,
    staff="created_by",
    words="title parameters message",
    none="id public_id kind office created_at state total done failed attempts heartbeat finished_at result_url",
)
describe(
    JobItem,
    RUNNING,
    Keeping.DATED,
    words="label reference message",
    none="id job position state attempts",
)
describe(
    Permission,
    OFFICES,
    Keeping.USE,
    none="id name content_type codename",
)
describe(
    Group,
    OFFICES,
    Keeping.USE,
    none="id name permissions",
)
describe(
    ContentType,
    RUNNING,
    Keeping.USE,
    none="id app_label model",
)
describe(
    Session,
    ACCOUNTS,
    Keeping.SHORT,
    credentials="session_data expire_date",
    none="session_key",
)
describe(
    AccessFailureLog,
    ACCOUNTS,
    Keeping.SHORT,
    staff="username",
    traces="user_agent ip_address http_accept path_info attempt_time",
    none="id locked_out",
)
describe(
    AccessAttempt,
    ACCOUNTS,
    Keeping.SHORT,
    staff="username",
    traces="user_agent ip_address http_accept path_info attempt_time get_data post_data",
    none="id failures_since_start",
)
describe(
    AccessAttemptExpiration,
    ACCOUNTS,
    Keeping.SHORT,
    none="access_attempt expires_at",
)
describe(
    AccessLog,
    ACCOUNTS,
    Keeping.SHORT,
    staff="username",
    traces="user_agent ip_address http_accept path_info attempt_time logout_time",
    none="id session_hash",
)
describe(
    DBTaskResult,
    RUNNING,
    Keeping.SHORT,
    words="args_kwargs return_value traceback",
    none=(
        "id status enqueued_at started_at finished_at priority task_path worker_ids queue_name backend_name "
        "run_after exception_class_path"
    ),
)
describe(
    KeyMark,
    RUNNING,
    Keeping.USE,
    none="id digest made_at halves_printed_at",
)
describe(
    StoredFile,
    RUNNING,
    Keeping.USE,
    words="content",
    none="id name size stored_at",
)
