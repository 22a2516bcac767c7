"""One settings file; environments differ by values only. Every variable stands in `.env.example`."""

import logging
from pathlib import Path

import environ

from accounts.conf import *  # noqa: F403
from twinning.content_policy import CONTENT_SECURITY_POLICY
from twinning.doorbell import transport_options
from twinning.languages import LANGUAGES, spoken
from twinning.logs import logging_config

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
environ.Env.read_env(BASE_DIR / ".env")

DEBUG = env.bool("DEBUG", False)
DEMO = env.bool("DEMO", False)
SECRET_KEY = env.str("SECRET_KEY")
SITE_URL = env.str("SITE_URL", "http://127.0.0.1:8000").rstrip("/")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost"])
CSRF_TRUSTED_ORIGINS = [SITE_URL]
VAR_DIR = Path(env.str("VAR_DIR", str(BASE_DIR / "var")))
(VAR_DIR / "broker").mkdir(parents=True, exist_ok=True)

PROGRAMME_NAME = env.str("PROGRAMME_NAME", "Twinning")
GRANT_NUMBER = env.str("GRANT_NUMBER", "000000000")
CONTACT_EMAIL = env.str("CONTACT_EMAIL", "programme@example.org")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.sitemaps",
    "django.contrib.admin",
    "django.contrib.humanize",  # allauth's list of passkeys asks for it
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_countries",
    "django_filters",
    "django_htmx",
    "django_structlog",
    "rules.apps.AutodiscoverRulesConfig",
    "csp",
    # The rooms, from the ground up (docs/architecture.md, "Direction").
    "workflow",
    "ui",
    "mailing",
    "uploads",
    "accounts",
    "cities",
    "cohorts",
    "milestones",
    "goals",
    "polls",
    "learning",
    "visits",
    "travel",
    "deliverables",
    "hours",
    "stories",
    "reminders",
    "calendars",
    "twinning",
]

MIDDLEWARE = [
    "csp.middleware.CSPMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.middleware.ReaderMiddleware",
    "accounts.middleware.SecondFactorMiddleware",
    "deliverables.middleware.UploadSizeMiddleware",
]

ROOT_URLCONF = "twinning.urls"
WSGI_APPLICATION = "twinning.wsgi.application"
FORM_RENDERER = "ui.forms.Renderer"
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
                "django.template.context_processors.i18n",
                "csp.context_processors.nonce",
                "ui.context.site",
                "twinning.pages.nav.counted",
            ],
            "builtins": ["ui.templatetags.kit", "django.templatetags.i18n", "django.templatetags.static"],
        },
    }
]

DATABASES = {"default": env.db("DATABASE_URL", f"sqlite:///{VAR_DIR / 'twinning.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", 60)
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.str("REDIS_URL", "")
# Sign-in limits must hold when Redis is away, so the default cache is the database.
# Roomy, so that nobody pushes an account's count of guesses out by filling it.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
    "pages": {"BACKEND": f"django.core.cache.backends.{'redis.RedisCache' if REDIS_URL else 'locmem.LocMemCache'}"}
    | {"LOCATION": REDIS_URL or "pages", "KEY_PREFIX": "pages", "OPTIONS": {"socket_timeout": 1}},
}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "rules.permissions.ObjectPermissionBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "first_page"
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", 0)
SECURE = SITE_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SECURE
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE
SECURE_SSL_REDIRECT = SECURE
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.bool("BEHIND_PROXY", False) else None
SECURE_REFERRER_POLICY = "same-origin"

LANGUAGE_CODE = "en"
LOCALE_PATHS = [BASE_DIR / "locale"]
SPOKEN_LANGUAGES = spoken(LOCALE_PATHS[0])
TIME_ZONE = env.str("TIME_ZONE", "Europe/Brussels")
USE_TZ = True
COUNTRIES_OVERRIDE = {"XK": "Kosovo"}
FORMAT_MODULE_PATH = ["ui.formats"]

STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", str(VAR_DIR / "static")))
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = Path(env.str("MEDIA_ROOT", str(VAR_DIR / "media")))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": f"django.contrib.staticfiles.storage.{'' if DEBUG else 'Manifest'}StaticFilesStorage",
    },
}
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
CLAMD_URL = env.str("CLAMD_URL", "")

DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "Twinning <programme@example.org>")
env.EMAIL_SCHEMES.update(
    dict.fromkeys(["smtp", "smtps", "smtp+tls", "smtp+ssl"], "mailing.backends.Relay"),
    filemail="mailing.backends.Folder",
)
vars().update(env.email_url("EMAIL_URL", default="filemail:"))
EMAIL_FILE_PATH = MAIL_DIR = VAR_DIR / "mail"
EMAIL_TIMEOUT = 20

CELERY_BROKER_URL = REDIS_URL or "folder://"
CELERY_BROKER_TRANSPORT_OPTIONS = transport_options(REDIS_URL, VAR_DIR)
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "beat")

LOGGING = logging_config(json=not DEBUG, level=env.str("LOG_LEVEL", "INFO"))
DJANGO_STRUCTLOG_CELERY_ENABLED = True
# One line a request, when it is answered; addresses of visitors belong to the proxy's log.
DJANGO_STRUCTLOG_STATUS_START_LOG_LEVEL = logging.DEBUG
DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = False
