# SPDX-License-Identifier: EUPL-1.2
"""The one settings file, read from the environment; unsafe values refuse to start."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from .env import Environment, Mode

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "ugyfelkapu"
ENVIRONMENT = Environment(os.environ, ROOT)

MODE = ENVIRONMENT.mode
DEVELOPMENT = MODE is Mode.DEVELOPMENT
DEBUG = False
PUBLIC_URL = ENVIRONMENT.public_url
SECURE = PUBLIC_URL.startswith("https://")
STATE = ENVIRONMENT.state
CLOCK_FILE = ENVIRONMENT.clock_file
STATE = ENVIRONMENT.state
SECRET_KEY = ENVIRONMENT.secret("UGYFELKAPU_SECRET_KEY")
DATA_KEY = ENVIRONMENT.secret("UGYFELKAPU_DATA_KEY")
SMTP = ENVIRONMENT.smtp
MAIL_FROM = ENVIRONMENT.text("UGYFELKAPU_MAIL_FROM", f"ugyfelkapu@{urlsplit(PUBLIC_URL).hostname}")
TRUSTED_PROXIES = ENVIRONMENT.trusted_proxies
REGISTER_URL = ENVIRONMENT.text("UGYFELKAPU_REGISTER_URL")
REGISTER_TOKEN = ENVIRONMENT.text("UGYFELKAPU_REGISTER_TOKEN")
PROVIDER_URL = ENVIRONMENT.text("UGYFELKAPU_PROVIDER_URL")
PROVIDER_TOKEN = ENVIRONMENT.text("UGYFELKAPU_PROVIDER_TOKEN")
TRUST_SOURCE = ENVIRONMENT.trust_source
TRUST_GRACE = ENVIRONMENT.trust_grace
PKCS11 = ENVIRONMENT.pkcs11
EGRESS_ALLOWED = ENVIRONMENT.egress_allowed

# ------------------------------------------------------------------ the house
INSTALLED_APPS = [
    "django.contrib.staticfiles",
    "ugyfelkapu.vault",
    "ugyfelkapu.journal",
    "ugyfelkapu.outbox",
    "ugyfelkapu.staff",
    "ugyfelkapu.registers",
    "ugyfelkapu.esignature",
    "ugyfelkapu.accounts",
    "ugyfelkapu.access",
    "ugyfelkapu.enrolment",
    "ugyfelkapu.federation",
    "ugyfelkapu.federation.oidc",
    "ugyfelkapu.pages",
    "ugyfelkapu.pages.citizen",
    "ugyfelkapu.pages.clerk",
    "ugyfelkapu.pages.operator",
    "ugyfelkapu.pages.development",
    "ugyfelkapu.project",
]
MIDDLEWARE = [
    "ugyfelkapu.project.middleware.HeadersMiddleware",
    "ugyfelkapu.project.metrics.MetricsMiddleware",
    "ugyfelkapu.federation.oidc.middleware.MachineMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "ugyfelkapu.journal.middleware.MomentMiddleware",
    "ugyfelkapu.pages.language.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "ugyfelkapu.access.middleware.WhoMiddleware",
    "ugyfelkapu.pages.refusals.RefusalMiddleware",
]
ROOT_URLCONF = "ugyfelkapu.project.urls"
WSGI_APPLICATION = "ugyfelkapu.project.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["django.templatetags.i18n", "django.templatetags.static"],
            "context_processors": [
                "django.template.context_processors.request",
                "ugyfelkapu.pages.frame.frame",
            ],
        },
    }
]
FORM_RENDERER = "ugyfelkapu.pages.forms.GateRenderer"
CSRF_FAILURE_VIEW = "ugyfelkapu.pages.errors.csrf_failure"

# ------------------------------------------------------------------ data
DATABASES = {"default": ENVIRONMENT.database}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
SILENCED_SYSTEM_CHECKS = [
    "fields.W163",  # SQLite keeps no comments
    "models.W046",
    "security.W001",  # project/middleware.py sets these headers
    "security.W002",
]

# ------------------------------------------------------------------ words and time
LANGUAGE_CODE = "hu"
LANGUAGES = [("hu", "Magyar"), ("en", "English")]
LANGUAGE_COOKIE_NAME = "kapu-language"
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = SECURE
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Budapest"

# ------------------------------------------------------------------ static files
STATIC_URL = "/static/"
STATIC_ROOT = STATE / "static"
STATICFILES_DIRS = [PACKAGE / "static"]
STORAGES = {
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# ------------------------------------------------------------------ web
ALLOWED_HOSTS = (
    [urlsplit(PUBLIC_URL).hostname or "", "localhost", "127.0.0.1", "[::1]"]
    if DEVELOPMENT
    else [urlsplit(PUBLIC_URL).hostname or ""]
)
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
CSRF_COOKIE_NAME = "__Host-kapu-csrf" if SECURE else "kapu-csrf"
CSRF_COOKIE_SECURE = SECURE
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
APPEND_SLASH = True
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
"""Signed forms never touch the disk unsealed: what is larger than this is not taken in at all."""
FILE_UPLOAD_MAX_MEMORY_SIZE = 11 * 1024 * 1024
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-src": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
    }
}

# ------------------------------------------------------------------ access
SESSION_COOKIE = "__Host-kapu-session" if SECURE else "kapu-session"
HALF_COOKIE = "__Host-kapu-half" if SECURE else "kapu-half"
UNCONFIRMED_COOKIE = "__Host-kapu-unconfirmed" if SECURE else "kapu-unconfirmed"
FLOW_COOKIE = "__Host-kapu-flow" if SECURE else "kapu-flow"
TRIAL_COOKIE = "__Host-kapu-trial" if SECURE else "kapu-trial"
STAFF_COOKIE = "__Host-kapu-staff" if SECURE else "kapu-staff"
DEVICE_COOKIE = "__Host-kapu-device" if SECURE else "kapu-device"
CITIZEN_IDLE = timedelta(minutes=30)
CITIZEN_ABSOLUTE = timedelta(hours=12)
STAFF_IDLE = timedelta(minutes=15)
STAFF_ABSOLUTE = timedelta(hours=8)
STAFF_PASSWORD_ALONE = DEVELOPMENT
SIGNING_RSA_BITS = 3072
ARGON2_MEMORY_KIB = 19 * 1024
ARGON2_PASSES = 2
ARGON2_LANES = 1
HASHES_AT_ONCE = 4

# ------------------------------------------------------------------ logs
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "ugyfelkapu.project.logs.formatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {
        "django": {"level": "WARNING"},
        "django.request": {"level": "ERROR"},
        "httpx": {"level": "WARNING"},
    },
}
