"""Doorstep's settings, read from the environment; all of them work with nothing set."""

from pathlib import Path
from typing import Any

from cryptography.fernet import Fernet
from django.utils.csp import CSP
from django.utils.translation import gettext_lazy as _
from environ import Env

from outreach.environment import database, kept_secret, mailers, single_sign_on

env = Env()
BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var")))

DEBUG = env.bool("DEBUG", default=True)
PRODUCTION = not DEBUG
SECRET_KEY = env.str("SECRET_KEY", default="") or kept_secret(VAR_DIR / "secret_key")
# Keys the hashes by which a phone or a name with its address is looked up. It is apart from
# SECRET_KEY because changing it would forget who asked not to be contacted.
LOOKUP_KEY = env.str("LOOKUP_KEY", default="") or kept_secret(VAR_DIR / "lookup_key")
# Encrypts what names a person. The first key writes, all of them read; `rotate_field_keys` renews.
FIELD_KEYS = env.list("FIELD_KEYS", default=[]) or [
    kept_secret(VAR_DIR / "field_key", lambda: Fernet.generate_key().decode())
]
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
PUBLIC_URL = env.str("PUBLIC_URL", default="http://localhost:8000")
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]

INSTALLED_APPS = [
    "outreach.demo",
    "outreach.privacy",
    "outreach.statistics",
    "outreach.routing",
    "outreach.visits",
    "outreach.messaging",
    "outreach.referrals",
    "outreach.campaigns",
    "outreach.accounts",
    "contacts",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.forms",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "auditlog",
    "django_filters",
    "django_htmx",
    "django_tables2",
    "django_tasks_db",
    "import_export",
    "js_lib_leaflet",
    "phonenumber_field",
]

MIDDLEWARE = [
    # The first three complete every answer, those that the others give or raise themselves too.
    "outreach.accounts.headers.HeadersMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "outreach.accounts.headers.NulMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "outreach.accounts.session_times.SessionTimesMiddleware",
    "outreach.accounts.middleware.PreferencesMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "outreach.accounts.middleware.AuditMiddleware",
    "outreach.accounts.changes.ChangesMiddleware",
    "outreach.accounts.second_factor.SecondFactorMiddleware",
]

ROOT_URLCONF = "outreach.urls"
WSGI_APPLICATION = "outreach.wsgi.application"
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
                "outreach.accounts.context.navigation",
                "outreach.accounts.single_sign_on.button",
            ],
            "builtins": ["outreach.accounts.templatetags.doorstep"],
        },
    },
]
FORM_RENDERER = "outreach.accounts.renderers.DoorstepRenderer"

DATABASES: dict[str, dict[str, Any]] = {"default": database(env, VAR_DIR)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
# What counts failed sign-ins and remembers used codes must be one for all web processes, and the
# database is the one thing that all of them share. The table is made after migrating.
CACHES: dict[str, dict[str, Any]] = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "doorstep_cache",
        # A flood of failures must not push out what was counted before.
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

AUTH_USER_MODEL = "accounts.User"
AUDITLOG_LOGENTRY_MODEL = "accounts.AuditEntry"
# auditlog's migrations would make its own table all the same.
MIGRATION_MODULES: dict[str, str | None] = {"auditlog": None}
# A header of the request is not ours to keep for ever.
AUDITLOG_CID_HEADER = None
# How many proxies of ours stand in front: only what they add to X-Forwarded-For is believed.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)
AUTHENTICATION_BACKENDS = ["outreach.accounts.backend.UserBackend"]
# A new password: long, known to nobody, about nobody. Nothing is asked of its characters.
AUTH_PASSWORD_VALIDATORS: list[dict[str, Any]] = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 15},
    },
    {"NAME": "outreach.accounts.passwords.MaximumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "outreach.accounts.passwords.BreachedPasswordValidator"},
    {"NAME": "outreach.accounts.passwords.ContextWordsValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
# One password a line, or the sorted SHA-1 download of Have I Been Pwned.
BREACHED_PASSWORDS_FILE = env.str("BREACHED_PASSWORDS_FILE", default="")
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "start"
ACCOUNT_ADAPTER = "outreach.accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "outreach.accounts.sign_in_forms.SignInForm",
    "reauthenticate": "outreach.accounts.sign_in_forms.PasswordAgainForm",
    "change_password": "outreach.accounts.sign_in_forms.ChangePasswordForm",  # nosec B105 # a class
    "reset_password_from_key": "outreach.accounts.sign_in_forms.SetPasswordForm",  # nosec B105 # a class
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 5 * 60
PROVE_AGAIN = "outreach.accounts.reauthentication.require_recent_second_factor"
# Failed sign-ins are counted by outreach.accounts.lockout, which locks nobody else out.
ACCOUNT_RATE_LIMITS = {"login_failed": None}

REQUIRE_SECOND_FACTOR = env.bool("REQUIRE_SECOND_FACTOR", default=True)
MFA_ADAPTER = "outreach.accounts.second_factor_adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_FORMS = {
    "authenticate": "outreach.accounts.second_factor_forms.CodeForm",
    "reauthenticate": "outreach.accounts.second_factor_forms.CodeAgainForm",
    "activate_totp": "outreach.accounts.second_factor_forms.ActivateAppForm",
    "authenticate_webauthn": "outreach.accounts.second_factor_forms.PasskeyForm",
    "reauthenticate_webauthn": "outreach.accounts.second_factor_forms.PasskeyAgainForm",
    "add_webauthn": "outreach.accounts.second_factor_forms.AddPasskeyForm",
    "edit_webauthn": "outreach.accounts.second_factor_forms.RenamePasskeyForm",
}
MFA_TOTP_ISSUER = "Doorstep"
# A code of the half minute before or after is taken too: phones' clocks are off, people are slow.
MFA_TOTP_TOLERANCE = 1
# An administrator vouches for the address by handing over the password link.
MFA_ALLOW_UNVERIFIED_EMAIL = True

OIDC_NAME = env.str("OIDC_NAME", default="")
OIDC_ISSUER = env.str("OIDC_ISSUER", default="")
OIDC_CLIENT_ID = env.str("OIDC_CLIENT_ID", default="")
OIDC_CLIENT_SECRET = env.str("OIDC_CLIENT_SECRET", default="")
# Where the provider answers from other hosts than its own: nothing else is asked.
OIDC_HOSTS = env.list("OIDC_HOSTS", default=[])
SOCIALACCOUNT_ADAPTER = "outreach.accounts.single_sign_on.SingleSignOnAdapter"
SOCIALACCOUNT_PROVIDERS = single_sign_on(OIDC_NAME, OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET)
# A link, because the policy on forms forbids one that ends at the provider. What a stranger's page
# can bring about with it is that people sign in as themselves.
SOCIALACCOUNT_LOGIN_ON_GET = True

# Alerts to administrators; they name nobody.
MAILERS = mailers(env)
DEFAULT_FROM_EMAIL = env.str("EMAIL_FROM", default="doorstep@localhost")

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("es", _("Spanish"))]
LOCALE_PATHS = [BASE_DIR / "outreach" / "locale"]
TIME_ZONE = "UTC"
USE_TZ = True
PHONENUMBER_DEFAULT_REGION = "US"

STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "outreach.statics.Storage"
    },
}
# Without a build, static files are served from where each app keeps them.
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = DEBUG
# No other site has use for them.
WHITENOISE_ALLOW_ALL_ORIGINS = False
# Uploads are read by the importers alone, from memory: a file of names on the web process's disk
# would stay there in plain if the process were killed.
FILE_UPLOAD_HANDLERS = ["contacts.uploads.LimitedUploadHandler"]
LEAD_FILE_MAX_BYTES = env.int("LEAD_FILE_MAX_BYTES", default=25 * 1024 * 1024)
# What a form may hold besides its file. The longest form ticks a page of people or doors.
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1_000
DATA_UPLOAD_MAX_NUMBER_FILES = 1

# How texts name their sender: it must say nothing of why.
PROGRAMME_NAME = env.str("PROGRAMME_NAME", default="Doorstep Outreach")
TWILIO_ACCOUNT_SID = env.str("TWILIO_ACCOUNT_SID", default="")
TWILIO_AUTH_TOKEN = env.str("TWILIO_AUTH_TOKEN", default="")
# Twilio gives a long number one text a second, a toll-free one three, a short code a hundred.
TWILIO_TEXTS_PER_SECOND = env.float("TWILIO_TEXTS_PER_SECOND", default=1.0)
TWILIO_MESSAGING_SERVICE_SID = env.str("TWILIO_MESSAGING_SERVICE_SID", default="")
# Where a stand-in answers instead of Twilio, in tests.
TWILIO_BASE_URL = env.str("TWILIO_BASE_URL", default="")
# The age key to which backups are encrypted; its private half is never on this machine.
BACKUP_RECIPIENT = env.str("BACKUP_RECIPIENT", default="")
# What was erased, kept apart from the database so that a restored backup can be told. Where
# several machines serve Doorstep it lies on storage that they share.
ERASURE_LEDGER = Path(env.str("ERASURE_LEDGER", default=str(VAR_DIR / "erasures")))

# A tile server learns where the contacts live: each tile that it is asked for is a place that a
# coordinator looks at. None by default; the map then has a plain ground. One of your own is best.
MAP_TILE_URL = env.str("MAP_TILE_URL", default="")
MAP_TILE_CREDIT = env.str("MAP_TILE_CREDIT", default="")
TRAVEL_TIME_URL = env.str("TRAVEL_TIME_URL", default="")
# Where `manage.py build_roads` keeps the road network; shared where several machines plan.
ROADS_DIR = Path(env.str("ROADS_DIR", default=str(VAR_DIR / "roads")))

TILE_HOST = "/".join(MAP_TILE_URL.replace("{s}", "*").split("/")[:3])
SECURE_CSP = {
    "default-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:", *([TILE_HOST] if TILE_HOST else [])],
    "object-src": [CSP.NONE],
    "base-uri": [CSP.NONE],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
}
HTTPS = PUBLIC_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
# With the prefix no other host of the domain, and nothing without HTTPS, can set these cookies.
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "sessionid"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrftoken"
CSRF_COOKIE_HTTPONLY = True
# Not Strict: whoever comes back from single sign-on, or from a link in a mail, is still themselves.
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "outreach.accounts.views.errors.csrf_failed"
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
# A session ends twelve hours after signing in and fifteen minutes after the last click; the second
# is read by outreach.accounts.session_times.
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_IDLE_SECONDS = 15 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"codes_only": {"()": "outreach.logs.CodesOnlyFormatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "codes_only"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="WARNING")},
    # Below this they quote the requests to the carrier, with the number and the words of a text.
    "loggers": {name: {"level": "WARNING"} for name in ("twilio", "urllib3")},
}
