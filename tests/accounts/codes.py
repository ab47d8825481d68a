"""The six digits that an app would show (RFC 6238), and users who have one."""

import base64
import hmac
import struct
import time

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client

from tests.factories import PASSWORD

SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
LOGIN = "/accounts/login/"
CODE = "/accounts/2fa/authenticate/"


def code_at(moment: float, secret: str = SECRET) -> str:
    """Return the code that an app with this secret shows at the moment."""
    counter = struct.pack(">Q", int(moment) // 30)
    digest = hmac.digest(base64.b32decode(secret), counter, "sha1")
    start = digest[-1] & 15
    number = int.from_bytes(digest[start : start + 4]) & 0x7FFFFFFF
    return f"{number % 1_000_000:06}"


def code_now() -> str:
    """Return the code that the app shows now."""
    return code_at(time.time())


def wrong_code() -> str:
    """Return a code that the app shows at no time near now."""
    near = {code_at(time.time() + step * 30) for step in range(-3, 4)}
    return next(code for code in map("{:06}".format, range(10)) if code not in near)


def give_app(user):
    """Let the user have an app that shows codes, and recovery codes; return the latter."""
    TOTP.activate(user, SECRET)
    return RecoveryCodes.activate(user).get_unused_codes()


def give_password(client: Client, user, password: str = PASSWORD, **more):
    """Send the sign-in form."""
    return client.post(LOGIN, {"login": user.email, "password": password}, **more)


def sign_in(user) -> Client:
    """Return a client that signed in as people do, with the app's code where the user has one."""
    client = Client()
    answer = give_password(client, user)
    if answer.headers.get("Location") == CODE:
        client.post(CODE, {"code": code_now()})
    return client
