"""All settings. Each comes from the environment; README.md says what each is for."""

import os
from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from reviewapp.database import database
from reviewapp.secret_key import secret_key_in
from screening.lib import broker
from screening.lib.mail_server import UnknownMailServer, mail_server

SWITCH = dict.fromkeys(("1", "true", "yes", "on"), True) | dict.fromkeys(("0", "false", "no", "off"), False)


def env(name: str, default: str = "") -> str:
    return os.environ.get(name, "").strip() or default


def flag(name: str, default: bool = False) -> bool:
    value = env(name, "1" if default else "0")
    if value.lower() not in SWITCH:  # a typing error must not turn production's safeguards off
        raise ImproperlyConfigured(f"{name} must be 1 or 0; it is {value!r}.")
    return SWITCH[value.lower()]


def number(name: str, default: int) -> int:
    value = env(name, str(default))
    if not value.isdecimal():
        raise ImproperlyConfigured(f"{name} must be a whole number; it is {value!r}.")
    return int(value)


def url(name: str, default: str, *schemes: str) -> str:
    """Its value, which may hold a password, is in no refusal."""
    value = env(name, default)
    if value and not value.startswith(tuple(f"{scheme}://" for scheme in schemes)):
        raise ImproperlyConfigured(f"{name} must begin with {', '.join(f'{each}://' for each in schemes)}.")
    return value


def words(name: str, default: str = "") -> list[str]:
    return [word.strip() for word in env(name, default).split(",") if word.strip()]


PRODUCTION = flag("REVIEWAPP_PRODUCTION")
DEBUG = flag("REVIEWAPP_DEBUG")
DEMO = flag("REVIEWAPP_DEMO")  # set by `manage.py demo`: people sign in with links, the data is invented
SHORTEST_KEY = 32  # characters
NEEDED_IN_PRODUCTION = (
    "REVIEWAPP_SECRET_KEY",
    "DATABASE_URL",
    "REDIS_URL",
    "REVIEWAPP_ALLOWED_HOSTS",
    "REVIEWAPP_BASE_URL",  # or invitations would lead to the guest's own machine
)
if PRODUCTION and (missing := [name for name in NEEDED_IN_PRODUCTION if not env(name)]):
    raise ImproperlyConfigured(
        f"REVIEWAPP_PRODUCTION=1 needs settings that are missing: {', '.join(missing)}."
        " See “Settings” in README.md."
    )
if PRODUCTION and len(env("REVIEWAPP_SECRET_KEY")) < SHORTEST_KEY:
    raise ImproperlyConfigured(
        f"REVIEWAPP_SECRET_KEY is too short to protect anything: {SHORTEST_KEY} random characters at least."
    )
if PRODUCTION and DEBUG:
    raise ImproperlyConfigured("REVIEWAPP_DEBUG=1 shows internals to visitors; unset it in production.")
if PRODUCTION and DEMO:
    raise ImproperlyConfigured("REVIEWAPP_DEMO=1 lets people in without a password; unset it in production.")

# Where things are
BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(env("REVIEWAPP_DATA_DIR", str(BASE_DIR / "var"))).resolve()
RUN_DIR = DATA_DIR / "run"
MEDIA_ROOT = DATA_DIR / "files"  # has no URL on purpose: a view checks who may see a file
STATIC_ROOT = DATA_DIR / "static"
for _folder in (DATA_DIR, RUN_DIR, MEDIA_ROOT, STATIC_ROOT):
    _folder.mkdir(mode=0o700, parents=True, exist_ok=True)
BASE_URL = env("REVIEWAPP_BASE_URL", "http://localhost:8000").rstrip("/")

# What the application is made of
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "django_filters",
    "screening",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "screening.lib.security_headers.ContentSecurityPolicy",
    "screening.lib.wrong_method.WrongMethod",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "reviewapp.urls"
WSGI_APPLICATION = "reviewapp.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
LANGUAGE_CODE = "en-gb"
TIME_ZONE = "UTC"
USE_TZ = True

# Database
DATABASE_URL = url("DATABASE_URL", f"sqlite:///{DATA_DIR / 'db.sqlite3'}", "postgres", "postgresql", "sqlite")
DATABASES = {"default": database(DATABASE_URL, DATA_DIR)}

# Queue. The Job table is the truth and Celery only wakes a worker, so a lost message costs seconds, not work.
REDIS_URL = url("REDIS_URL", "", "redis", "rediss", "unix") or broker.url_if_listening(DATA_DIR)
CELERY_BROKER_URL = REDIS_URL.replace("unix://", "redis+socket://", 1) or "memory://"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    # longer than any job may run: one that runs longer would be handed out a second time
    "visibility_timeout": 24 * 3600,
    # kombu looks every 10 s x 10 for messages a dead worker held, too seldom for people who wait
    "unacked_restore_interval": 5,
    "unacked_restore_throttle": 1,
    # with the broker away a page must not hang (kombu: 6 s); the sweep wakes the worker later
    "max_retries": 1,
    "interval_start": 0,
    "socket_connect_timeout": 3,
}
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BEAT_SCHEDULER = "reviewapp.celery:Scheduler"
# Chores look for rows that are due. How often they look is not how often something is due.
CHORES = {  # seconds
    "searches.start_due": 60.0,
    "retractions.start_due": 60.0,
    "interests.look": 60.0,
    "notices.mail": 60.0,
    "leases.clear": 3600.0,
}
CELERY_BEAT_SCHEDULE = {
    "sweep": {"task": "jobs.sweep", "schedule": 5.0, "options": {"expires": 5}},
    **{
        chore: {"task": "jobs.chore", "args": [chore], "schedule": seconds, "options": {"expires": seconds}}
        for chore, seconds in CHORES.items()
    },
}
JOB_LEASE_SECONDS = number("REVIEWAPP_JOB_LEASE_SECONDS", 20)
JOB_MAX_ATTEMPTS = 5
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
    if REDIS_URL
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    # of each process alone: every page looks here, and none may need Redis
    "process": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "process"},
}

# People
AUTH_USER_MODEL = "screening.User"
LOGIN_URL = "accounts:sign_in"
LOGIN_REDIRECT_URL = "/"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

# Security
SECRET_KEY = env("REVIEWAPP_SECRET_KEY") or secret_key_in(DATA_DIR)
SECRET_KEY_FALLBACKS = words("REVIEWAPP_SECRET_KEY_FALLBACKS")
ALLOWED_HOSTS = words("REVIEWAPP_ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
HTTPS = flag("REVIEWAPP_HTTPS", default=PRODUCTION)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_HSTS_SECONDS = 30 * 24 * 3600 if HTTPS else 0
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "SAMEORIGIN"  # a report's PDF is shown in a frame of our own page
CSRF_TRUSTED_ORIGINS = [f"{urlsplit(BASE_URL).scheme}://{urlsplit(BASE_URL).netloc}"]
BEHIND_PROXY = flag("REVIEWAPP_BEHIND_PROXY")
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# Files
UPLOAD_LIMIT_MB = number("REVIEWAPP_UPLOAD_LIMIT_MB", 200)
FILE_UPLOAD_PERMISSIONS = 0o600
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
# only production collects static files; the others serve them straight from where they are installed
WHITENOISE_USE_FINDERS = not PRODUCTION
WHITENOISE_AUTOREFRESH = DEBUG
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}

# NCBI asks every program for its name and an address: https://www.ncbi.nlm.nih.gov/books/NBK25497/
NCBI_BASE_URL = env("NCBI_BASE_URL", "https://eutils.ncbi.nlm.nih.gov/entrez/eutils/")
NCBI_TOOL = env("NCBI_TOOL", "reviewapp")
NCBI_EMAIL = env("NCBI_EMAIL")
NCBI_API_KEY = env("NCBI_API_KEY")

# Keys for everybody who stored none; without a key, what needs one is not asked
ELSEVIER_API_KEY = env("ELSEVIER_API_KEY")
ELSEVIER_INSTTOKEN = env("ELSEVIER_INSTTOKEN")
CLARIVATE_API_KEY = env("CLARIVATE_API_KEY")
SCOPUS_VIEW = env("SCOPUS_VIEW", "COMPLETE").upper()
if SCOPUS_VIEW not in ("COMPLETE", "STANDARD"):
    raise ImproperlyConfigured(f"SCOPUS_VIEW is COMPLETE or STANDARD; it is {SCOPUS_VIEW!r}.")
CONNECTOR_OPTIONS: dict[str, dict[str, str]] = {
    "pubmed": {"base_url": NCBI_BASE_URL, "tool": NCBI_TOOL},
    "clinicaltrials": {"base_url": env("CLINICALTRIALS_BASE_URL"), "tool": NCBI_TOOL},
    "europepmc": {"base_url": env("EUROPEPMC_BASE_URL"), "tool": NCBI_TOOL},
    "crossref": {"base_url": env("CROSSREF_BASE_URL"), "tool": NCBI_TOOL},
    "openalex": {
        "base_url": env("OPENALEX_BASE_URL"),
        "tool": NCBI_TOOL,
        "api_key": env("OPENALEX_API_KEY"),
    },
    "scopus": {
        "base_url": env("SCOPUS_BASE_URL"),
        "tool": NCBI_TOOL,
        "view": SCOPUS_VIEW,
    },
    "wos": {
        "base_url": env("WOS_BASE_URL"),
        "tool": NCBI_TOOL,
        "database": env("WOS_DATABASE", "WOS").upper(),
    },
    "embase": {"base_url": env("EMBASE_BASE_URL"), "tool": NCBI_TOOL},
}

# Mail: notices, sent by a worker, and invitations. Off unless EMAIL_URL names a server: notices then stand on the site
# alone, and whoever invites sends the link.
try:
    _MAIL = mail_server(env("EMAIL_URL"))
except UnknownMailServer as error:
    raise ImproperlyConfigured(f"EMAIL_URL is not understood: {error}.") from None
MAIL_ON = _MAIL.is_on
EMAIL_BACKEND = _MAIL.backend
EMAIL_HOST, EMAIL_PORT = _MAIL.host, _MAIL.port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _MAIL.user, _MAIL.password
EMAIL_USE_TLS, EMAIL_USE_SSL = _MAIL.starttls, _MAIL.tls
EMAIL_FILE_PATH = _MAIL.folder or None
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env("EMAIL_FROM", f"reviewapp@{urlsplit(BASE_URL).hostname}")

LOG_LEVEL = env("REVIEWAPP_LOG_LEVEL", "WARNING").upper()
if LOG_LEVEL not in ("DEBUG", "INFO", "WARNING", "ERROR"):
    raise ImproperlyConfigured("REVIEWAPP_LOG_LEVEL must be DEBUG, INFO, WARNING or ERROR.")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
}
