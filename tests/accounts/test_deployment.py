"""A whole production environment, in a process of its own: what it refuses and what it sets."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from pyrage import x25519

ROOT = Path(__file__).parents[2]
# The tests' own, for the browser's sake.
LEFT_OUT = "DJANGO_ALLOW_ASYNC_UNSAFE"
COOKIES = """
import json
from django.conf import settings as s
names = [n for n in dir(s) if n.startswith(("SESSION_COOKIE", "CSRF_COOKIE", "SECURE_"))]
print(json.dumps({n: getattr(s, n) for n in names}, default=str))
"""
SIGN_IN = """
import json, django
django.setup()
from django.test import Client
response = Client().get("https://doorstep.example/accounts/login/", secure=True,
                        headers={"host": "doorstep.example"})
print(json.dumps([str(cookie) for cookie in response.cookies.values()]))
"""


@pytest.fixture(scope="module")
def production(tmp_path_factory) -> dict[str, str]:
    """The environment of a complete deployment."""
    var = tmp_path_factory.mktemp("var")
    rest = {name: value for name, value in os.environ.items() if name != LEFT_OUT}
    return rest | {
        "DJANGO_SETTINGS_MODULE": "outreach.settings",
        "DEBUG": "0",
        "VAR_DIR": str(var),
        "SECRET_KEY": "secret-0123456789-" * 4,
        "LOOKUP_KEY": "lookup-9876543210-" * 4,
        "FIELD_KEYS": Fernet.generate_key().decode(),
        "ALLOWED_HOSTS": "doorstep.example",
        "PUBLIC_URL": "https://doorstep.example",
        "DATABASE_URL": "postgres://localhost/none",
        "TRUSTED_PROXY_COUNT": "1",
        "EMAIL_URL": "smtp+tls://doorstep:password@mail.example:587",
        "EMAIL_FROM": "doorstep@doorstep.example",
        "BACKUP_RECIPIENT": str(x25519.Identity.generate().to_public()),
        "ERASURE_LEDGER": str(var / "erasures"),
    }


def run(environment, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *words],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_the_deployment_check_finds_nothing(production):
    done = run(production, "manage.py", "check", "--deploy", "--fail-level", "WARNING")
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


@pytest.mark.slow
def test_the_web_server_loads_it(production):
    done = run(production, "-c", "import outreach.wsgi")
    assert done.returncode == 0, done.stderr


@pytest.mark.slow
@pytest.mark.parametrize("entry", ["outreach.wsgi", "outreach.asgi"])
def test_no_web_server_starts_it_by_half(entry, production):
    by_half = {k: v for k, v in production.items() if k not in {"FIELD_KEYS", "BACKUP_RECIPIENT"}}
    done = run(by_half | {"TWILIO_AUTH_TOKEN": "x"}, "-c", f"import {entry}")
    assert done.returncode != 0
    for name in ("FIELD_KEYS", "BACKUP_RECIPIENT", "TWILIO_ACCOUNT_SID"):
        assert name in done.stderr


def test_cookies_are_this_hosts_alone(production):
    told = json.loads(run(production, "-c", COOKIES).stdout)
    assert told["SESSION_COOKIE_NAME"] == "__Host-session"
    assert told["CSRF_COOKIE_NAME"] == "__Host-csrf"
    for kind in ("SESSION", "CSRF"):
        flags = {n: told[f"{kind}_COOKIE_{n}"] for n in ("SECURE", "HTTPONLY", "PATH", "DOMAIN")}
        # What the prefix demands: secure, the whole host, no domain.
        assert flags == {"SECURE": True, "HTTPONLY": True, "PATH": "/", "DOMAIN": None}
        assert told[f"{kind}_COOKIE_SAMESITE"] == "Lax"
    assert told["SECURE_SSL_REDIRECT"] is True
    assert told["SECURE_HSTS_SECONDS"] >= 31_536_000


@pytest.mark.slow
def test_the_cookie_that_leaves_carries_each_flag(production):
    whole = production | {"DATABASE_URL": f"sqlite:///{production['VAR_DIR']}/x.sqlite3"}
    made = run(
        whole,
        "-c",
        "import django; django.setup(); from django.core.management "
        "import call_command; call_command('migrate', skip_checks=True, verbosity=0); "
        "call_command('collectstatic', skip_checks=True, verbosity=0, interactive=False)",
    )
    assert made.returncode == 0, made.stderr
    done = run(whole, "-c", SIGN_IN)
    assert done.returncode == 0, done.stderr
    [cookie] = [c for c in json.loads(done.stdout) if "__Host-csrf" in c]
    for flag in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"):
        assert flag in cookie
    assert "Domain" not in cookie
