"""The one settings file. Everything that differs between machines comes from the environment or `.env`
(see `.env.example`)."""

import contextlib
import os
import secrets
import sys
import tomllib
from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from core import key_ring

BASE_DIR = Path(__file__).resolve().parent.parent
VERSION = tomllib.loads((BASE_DIR / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
env = environ.Env()
environ.Env.read_env(BASE_DIR / ".env")

# Everything the running site writes goes into this folder unless configured otherwise.
DATA_DIR = Path(env.str("DATA_DIR", default=str(BASE_DIR / "var")))
DATA_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
SQLITE_FILE = DATA_DIR / "terampil.sqlite3"


def owner_only(path: str, flags: int) -> int:
    """An opener for `open(opener=...)` that creates files for the owner only."""
    return os.open(path, flags, 0o600)


def kept_secret(name: str) -> str:
    """The named secret: from the environment, else from a file of mode 0600 created at the first start."""
    value = env.str(name.upper(), default="")
    if value:
        return value
    path = DATA_DIR / f"{name}.txt"
    if name == "field_key" and not path.exists() and SQLITE_FILE.exists():
        # A new key beside data opens nothing of it, and hides that the old one is missing.
        sys.exit(
            f"{path} is missing, and {SQLITE_FILE} was written with it. Put it back. Its halves lie in two envelopes; "
            "to join them, type: .venv/bin/python -m rutan_blk.backups.key_halves"
        )
    if not path.exists():
        # Whole or not at all: another process may read it meanwhile, and a disk may be full.
        draft = path.with_name(f"{path.name}.{os.getpid()}")
        with open(draft, "w", opener=owner_only) as file:
            file.write(secrets.token_urlsafe(64))
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)
        draft.unlink()
    kept = path.read_text().strip()
    return kept or sys.exit(f"{path} is empty. Put the right one back, or delete it if there is no data yet.")


def kept_before(path: Path) -> list[str]:
    """The key that counted before an exchange, while it is still needed."""
    return [path.read_text().strip()] if path.exists() else []


TESTING = "pytest" in sys.modules
DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = kept_secret("secret_key")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=kept_before(DATA_DIR / "secret_key_before.txt"))
# An exported register: if set, only the public pages are served, from this file (see the end of this file).
PUBLIC_REGISTER = env.str("PUBLIC_REGISTER", default="")
# Opens certificates from before in that register: the same on both machines, and not in the file.
PUBLIC_NUMBER_KEY = env.str("PUBLIC_NUMBER_KEY", default="")
if PUBLIC_NUMBER_KEY and len(PUBLIC_NUMBER_KEY) < 32:
    raise ImproperlyConfigured("PUBLIC_NUMBER_KEY has fewer than 32 signs, so it could be guessed.")
# Encrypts single fields (NIK). Separate from SECRET_KEY, because losing it means losing the data.
FIELD_KEY = "" if PUBLIC_REGISTER else kept_secret("field_key")
# Where a running site sees that its key was exchanged; none if the key stands in the environment.
FIELD_KEY_FILE = None if PUBLIC_REGISTER or env.str("FIELD_KEY", default="") else DATA_DIR / "field_key.txt"
if FIELD_KEY_FILE:
    FIELD_KEY_STAMP = key_ring.stamp(FIELD_KEY_FILE)
    # Read once more: it may have been exchanged before the stamp was taken.
    FIELD_KEY = kept_secret("field_key")
# What the key before it encrypted is read until `manage.py exchange_field_key` has encrypted it anew.
FIELD_KEYS_BEFORE = env.list("FIELD_KEYS_BEFORE", default=kept_before(DATA_DIR / "field_key_before.txt"))
BIND = env.str("BIND", default="127.0.0.1")
PORT = env.int("PORT", default=8000)
HTTPS = env.bool("HTTPS", default=False)
# Others in the office network reach the site without HTTPS: asked for in so many words, never by leaving something out.
PLAIN_HTTP = env.bool("PLAIN_HTTP", default=False)
# The server's own certificate and key (PEM), if no proxy in front of it handles HTTPS.
TLS_CERTIFICATE = env.str("TLS_CERTIFICATE", default="")
TLS_KEY = env.str("TLS_KEY", default="")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
# The neutral URL printed in a certificate's QR symbol.
PUBLIC_BASE_URL = env.str("PUBLIC_BASE_URL", default=f"http://127.0.0.1:{PORT}").rstrip("/")
DEMO_PASSWORD = env.str("DEMO_PASSWORD", default="rutan-demo")
# The signer's socket, and its key folder, which only its own system user can access.
SEAL_SOCKET = env.str("SEAL_SOCKET", default="/run/terampil-segel/segel.sock")
SEAL_KEYS = Path(env.str("SEAL_KEYS", default="/var/lib/terampil-segel"))
# The system user that runs the site; the signer accepts requests from no other.
SEAL_CLIENT = env.str("SEAL_CLIENT", default="")
# A time stamping authority (RFC 3161) that stamps the root of each day; empty: none is asked.
TIMESTAMP_URL = env.str("TIMESTAMP_URL", default="")
# The number of our own proxies in front of the server; only their X-Forwarded-For entries are trusted.
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=0)
# Where `manage.py backup` keeps backups, as restic names places: a folder, sftp:USER@HOST:/FOLDER, s3:… .
BACKUP_REPOSITORY = env.str("BACKUP_REPOSITORY", default="")
# Whether the site proves itself and backs up by itself each night; false where a timer of the system does.
UPKEEP_AT_NIGHT = env.bool("UPKEEP_AT_NIGHT", default=True) and not TESTING
# Folders in which the system keeps logs; `/sehat/` watches the room on their disks.
LOG_FOLDERS = env.list("LOG_FOLDERS", default=["/var/log"])
# With this token (`Authorization: Bearer …`) a monitor on another machine sees the state of each part.
HEALTH_TOKEN = env.str("HEALTH_TOKEN", default="")
# What the data protection officer is told of: failed sign-ins of an office within an hour, profiles that one user opens
# within ten minutes, exports outside these hours of Monday to Friday.
FAILURES_AN_HOUR = env.int("FAILURES_AN_HOUR", default=20)
PROFILES_IN_TEN_MINUTES = env.int("PROFILES_IN_TEN_MINUTES", default=60)
WORK_BEGINS, WORK_ENDS = env.int("WORK_BEGINS", default=6), env.int("WORK_ENDS", default=18)
# After this many days only a supervisor may correct attendance, with a reason.
MARK_EDIT_DAYS = env.int("MARK_EDIT_DAYS", default=7)
# Minimum length of a reason, in characters.
SHORTEST_REASON = 10
# This many consecutive unexcused absences open a task.
ABSENCES_IN_A_ROW = env.int("ABSENCES_IN_A_ROW", default=3)

INSTALLED_APPS = [
    "rutan_blk.apps.ProjectConfig",
    "reports",
    "outcomes",
    "certification",
    "programs",
    "inmates",
    "accounts",
    "core",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "axes",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "django_filters",
    "django_htmx",
    "django_structlog",
    "django_tasks_db",
]

# The order matters. Static files are answered before anything loads a session. Language and zone are set before the
# first middleware of ours that may answer; refusals and form transactions are inside everything that writes headers.
# Axes must come last: it turns a lockout into a response.
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # Pages too: a grid of results is 160 KB uncompressed. Random padding hides the true size.
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "core.headers.PoliciesMiddleware",
    "core.headers.AddressLengthMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "accounts.middleware.PreferencesMiddleware",
    "accounts.returning.SignInRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "accounts.middleware.SignInPolicyMiddleware",
    "accounts.middleware.DeniedMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "core.middleware.PrivateAnswersMiddleware",
    "core.sought_words.SoughtWordsMiddleware",
    "core.middleware.AccessLogMiddleware",
    "core.middleware.FormAddressMiddleware",
    "core.middleware.RefusalMiddleware",
    "core.middleware.VisibleTextMiddleware",
    "accounts.views.identity.ConfirmationMiddleware",
    "core.middleware.IdempotencyMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "rutan_blk.urls"
WSGI_APPLICATION = "rutan_blk.wsgi.application"

# Django's two usual loaders, behind one of ours that makes templates which are drawn with less work.
LOADERS = [
    (
        "core.quick_templates.loaders.Loader",
        ["django.template.loaders.filesystem.Loader", "django.template.loaders.app_directories.Loader"],
    )
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": LOADERS,
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "core.context_processors.page",
            ],
            "builtins": ["core.templatetags.forms_safety"],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"
CRISPY_FAIL_SILENTLY = False

DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{SQLITE_FILE}")}
# Opening a connection takes longer than most of our queries; on SQLite, reading the schema alone takes milliseconds.
DATABASES["default"]["CONN_MAX_AGE"] = 60
# A PostgreSQL server on another machine is reached without checked TLS: asked for, like plain HTTP.
PLAIN_DATABASE = env.bool("PLAIN_DATABASE", default=False)
# What each session of PostgreSQL is set to, in milliseconds.
SESSION = {
    "statement_timeout": "60000",
    "lock_timeout": "15000",
    "idle_in_transaction_session_timeout": "60000",
    # Rows of one office lie apart in large tables. By its prices for turning disks, PostgreSQL reads a whole table
    # rather than a thousand rows by their index; and it compiles statements that take less time than compiling.
    "random_page_cost": "1.1",
    "jit": "off",
}
# Seconds (and milliseconds) after which a machine that went away without a word is given up, instead of two hours.
AWAY_AFTER = {
    "connect_timeout": 5,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 25000,
}
IS_POOLED = False
# The pooler that pages and workers go through, also for a program that goes past it; none without DATABASE_DIRECT_URL.
POOLER = None
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # Without WAL and IMMEDIATE one writer in seven fails under load with "database is locked".
    DATABASES["default"]["OPTIONS"] = {
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
        # A row that is replaced is deleted too, and then meets the triggers of tables that only grow.
        "PRAGMA recursive_triggers=ON; "
        # What somebody wanted deleted would else stay readable in the file until its room is needed.
        "PRAGMA secure_delete=ON;",
    }
else:
    # A pooler stands in between (PgBouncer that pools transactions): pages and workers go through it. Whatever needs a
    # session of its own goes past it: locks that are held for long, migrations, pictures of the whole database.
    if env.str("DATABASE_DIRECT_URL", default=""):
        POOLER = DATABASES["default"]
        IS_POOLED = not sys.argv[0].endswith("manage.py") or sys.argv[1:2] == ["work"]
        if not IS_POOLED:
            DATABASES["default"] = {**env.db("DATABASE_DIRECT_URL"), "CONN_MAX_AGE": 60}
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    DATABASES["default"]["OPTIONS"] = AWAY_AFTER | DATABASES["default"].get("OPTIONS", {})
    if IS_POOLED:
        # A cursor of the server outlives its transaction, and the pooler gives that session to the next one.
        DATABASES["default"]["DISABLE_SERVER_SIDE_CURSORS"] = True
    else:
        # A pooler refuses them, since sessions are shared; there they belong to the role: `manage.py database_roles`.
        DATABASES["default"]["OPTIONS"]["options"] = " ".join(f"-c {name}={value}" for name, value in SESSION.items())
# A file for the test database (with pytest --reuse-db); in memory otherwise.
if test_database := env.str("TEST_DATABASE", default=""):
    DATABASES["default"]["TEST"] = {"NAME": test_database}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# The queues are the lanes of `core.lanes`.
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default", "long"], "OPTIONS": {}}}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "accounts.backends.DoorBackend",
    "accounts.backends.RoleBackend",
]
PASSWORD_HASHERS = [
    "accounts.hashers.OfficeArgon2Hasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["username", "full_name", "staff_number"]},
    },
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "accounts.passwords.GuessableValidator"},
]
# Roles that sign in with a second factor; who has none yet is led to set one up. Demo users are not asked.
FACTOR_ROLES = (
    []
    if TESTING
    else env.list("FACTOR_ROLES", default=["administrator", "rutan_head", "blk_head", "certificate_officer", "auditor"])
)
LOGIN_URL = "accounts:sign_in"
LOGIN_REDIRECT_URL = "reports:home"
LOGOUT_REDIRECT_URL = "accounts:sign_in"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
# Combined: by name alone anyone could lock out a colleague, by address alone a whole office.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
# Otherwise whoever goes on trying a colleague's name keeps the colleague out for good.
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
# From an address with failures of this many names nobody signs in until they are older than a lock: one password tried
# on many names. All people of an office may share an address, so names that have signed in since do not count.
SPRAYED_NAMES = env.int("SPRAYED_NAMES", default=10)
# A keyed digest instead of what was typed into the name field, which may be a password.
AXES_USERNAME_CALLABLE = "accounts.sign_in_events.counted_name"
AXES_LOCKOUT_CALLABLE = "accounts.views.sign_in.locked_out"
AXES_CLIENT_IP_CALLABLE = "accounts.sign_in_events.counted_address"
# It would keep every mistyped name, and passwords typed into the wrong field, forever.
AXES_ENABLE_ACCESS_FAILURE_LOG = False
AXES_SENSITIVE_PARAMETERS = ["username", "password", "old_password", "new_password1", "new_password2"]
AXES_VERBOSE = False

# Minutes until an idle sign-in of these roles ends, if fewer than those of the office.
FEW_MINUTES = {"administrator": 15, "auditor": 15}
IDLE_MINUTES = {role: int(minutes) for role, minutes in env.dict("IDLE_MINUTES", default=FEW_MINUTES).items()}
SESSION_COOKIE_AGE = 10 * 60 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
# Unlike the session cookie, which is Lax so that links in messages work: forms are never submitted from other sites.
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_FAILURE_VIEW = "core.views.csrf_failure"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
# Browsers accept `__Host-` cookies only over HTTPS and from this exact host, not from another host of the same domain.
SESSION_COOKIE_NAME = "__Host-sesi" if HTTPS else "sesi"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
# Programs do not follow a redirect once and remember; each request would carry its secret in clear again.
SECURE_REDIRECT_EXEMPT = [r"^kalender/[^/]+\.ics$", r"^sehat/$"]
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
# Trusted only behind our own proxy; otherwise any client could claim to use HTTPS.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS and TRUSTED_PROXIES else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "base-uri": [NONE],
        "connect-src": [SELF],
        "font-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        # Bootstrap's style sheet embeds its arrows and check marks as data: images.
        "img-src": [SELF, "data:"],
        "manifest-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
    }
}
# The check page reads QR symbols by the camera, staff sign in with security keys; nothing else is asked of a browser.
PERMISSIONS_POLICY = {
    **dict.fromkeys(("camera", "publickey-credentials-create", "publickey-credentials-get"), "(self)"),
    **dict.fromkeys(
        (
            *("accelerometer", "autoplay", "browsing-topics", "display-capture", "encrypted-media"),
            *("fullscreen", "gamepad", "geolocation", "gyroscope", "hid", "idle-detection", "local-fonts"),
            *("magnetometer", "microphone", "midi", "payment", "picture-in-picture", "screen-wake-lock", "serial"),
            *("storage-access", "usb", "window-management", "xr-spatial-tracking"),
        ),
        "()",
    ),
}

LANGUAGE_CODE = "id"
LANGUAGES = [("id", _("Indonesian")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
# For anonymous visitors; users see their office's zone, and each rule uses the zone it needs.
TIME_ZONE = "Asia/Makassar"
USE_TZ = True
FORMAT_MODULE_PATH = ["core.formats"]

STATIC_URL = "static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(DATA_DIR / "static")))
STATICFILES_DIRS = [BASE_DIR / "static"]
# Photos, scans and the secret halves of statement keys as rows, where several machines serve one site.
FILES_IN_DATABASE = env.bool("FILES_IN_DATABASE", default=False)
STORAGES = {
    "default": {
        "BACKEND": "core.stored_files.DatabaseStorage"
        if FILES_IN_DATABASE
        else "django.core.files.storage.FileSystemStorage"
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG or TESTING
        else "core.static_files.HashedStaticFiles"
    },
}
# Files that browsers request from the root on their own, such as an icon.
WHITENOISE_ROOT = BASE_DIR / "static" / "root"
# Hashed files never change, so browsers ask only once.
WHITENOISE_MAX_AGE = 3600
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = DEBUG or TESTING
# Photos and scans: never served by the web server, only by views that check the scope.
MEDIA_ROOT = Path(env.str("MEDIA_ROOT", default=str(DATA_DIR / "media")))
MEDIA_URL = "media/"
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
# Uploads stay in memory and never become temporary files; only what is read from them is kept.
FILE_UPLOAD_HANDLERS = ["core.uploads.InMemoryOnlyUploadHandler"]
MAX_UPLOAD_BYTES = 10 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
# Large grids of results submit more fields than Django's limit of 1,000.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

# Private keys that sign the facts in a certificate's QR symbol; only the worker's user needs to read them.
STATEMENT_KEY_DIR = Path(env.str("STATEMENT_KEY_DIR", default=str(DATA_DIR / "statement-keys")))

# Certificates are stamped onto a shared layout after a proof that this prints the same as separate layouts. The proof
# takes as long as a dozen certificates, more than most tests print.
STAMP_CERTIFICATES = env.bool("STAMP_CERTIFICATES", default=True) and not TESTING

LOGGING_CONFIG = "core.logs.configure"
LOGGING = {"level": env.str("LOG_LEVEL", default="INFO"), "format": env.str("LOG_FORMAT", default="")}

if PUBLIC_REGISTER:
    # No database and no apps with personal data: what is not installed cannot leak, whatever goes wrong.
    DATABASES = {}
    INSTALLED_APPS = ["django.contrib.staticfiles", "csp"]
    MIDDLEWARE = [
        "django.middleware.security.SecurityMiddleware",
        "whitenoise.middleware.WhiteNoiseMiddleware",
        "django.middleware.gzip.GZipMiddleware",
        "csp.middleware.CSPMiddleware",
        "core.headers.PoliciesMiddleware",
        "core.headers.AddressLengthMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.clickjacking.XFrameOptionsMiddleware",
    ]
    ROOT_URLCONF = "rutan_blk.public.urls"
    TEMPLATES[0]["OPTIONS"] = {
        "loaders": LOADERS,
        "context_processors": [
            "django.template.context_processors.request",
            "django.template.context_processors.i18n",
            "core.context_processors.page",
        ],
        "libraries": {name: f"core.templatetags.{name}" for name in ("dates", "slots", "ui")},
    }
    FORM_RENDERER = "django.forms.renderers.DjangoTemplates"
    AUTHENTICATION_BACKENDS = []
    CSRF_FAILURE_VIEW = "django.views.csrf.csrf_failure"
    # Nobody signs in here, and the one POST changes nothing.
    SILENCED_SYSTEM_CHECKS = ["security.W003"]
