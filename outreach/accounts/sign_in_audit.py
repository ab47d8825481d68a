"""What the audit keeps of signing in: who came in how, who did not, what ended, what locked.

Each entry is about a user, who stands in it by code. Where an attempt named nobody whom Doorstep
knows, the entry says only that one failed: what was typed may be a password in the wrong field.
"""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.signals import (
    authentication_step_completed,
    password_changed,
    password_reset,
    user_logged_in,
)
from allauth.mfa.signals import (
    authentication_failed,
    authenticator_added,
    authenticator_removed,
    authenticator_reset,
)
from auditlog import get_logentry_model
from django.contrib.auth.signals import user_logged_out
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import HttpRequest

from outreach.accounts.models import User


def write_down(
    deed: str, request: HttpRequest, user: User | None = None, **details: object
) -> None:
    """Write one entry at once; details are codes and counts only, never what somebody typed."""
    model = get_logentry_model()
    asking = getattr(request, "user", None)
    model.objects.log_create(
        user or User(code=""),
        force_log=True,
        action=model.Action.ACCESS,
        changes={},
        object_pk=str(user.pk) if user else "",
        object_repr=user.code if user else "",
        actor=asking if isinstance(asking, User) else None,
        remote_addr=address_of(request),
        additional_data={"deed": deed, **{name: str(value) for name, value in details.items()}},
    )


def address_of(request: HttpRequest) -> str | None:
    """Return the address that the request came from, or None where that cannot be told."""
    try:
        return str(get_adapter(request).get_client_ip(request))
    except (ImproperlyConfigured, PermissionDenied):
        return None


def connect() -> None:
    """Start writing down what allauth and Django tell about signing in."""
    user_logged_in.connect(_signed_in, dispatch_uid="audit_sign_in")
    user_logged_out.connect(_signed_out, dispatch_uid="audit_sign_out")
    authentication_step_completed.connect(_proved_again, dispatch_uid="audit_reauthentication")
    authentication_failed.connect(_code_refused, dispatch_uid="audit_code_refused")
    password_changed.connect(_told("password_changed"), weak=False, dispatch_uid="audit_password")
    password_reset.connect(_told("password_set"), weak=False, dispatch_uid="audit_reset")
    for signal, deed in (
        (authenticator_added, "second_factor_added"),
        (authenticator_removed, "second_factor_removed"),
        (authenticator_reset, "recovery_codes_renewed"),
    ):
        signal.connect(_factor_changed(deed), weak=False, dispatch_uid=f"audit_{deed}")


def _signed_in(request: HttpRequest, user: User, **_kwargs: Any) -> None:
    steps = [record.get("type", record["method"]) for record in _records(request, user)]
    write_down("sign_in", request, user, by=", ".join(dict.fromkeys(steps)))


def _signed_out(request: HttpRequest, user: User | None, **_kwargs: Any) -> None:
    if user is None:
        return
    reason = getattr(request, "ended_because", "")
    if reason:
        write_down("session_ended", request, user, because=reason)
    else:
        write_down("sign_out", request, user)


def _proved_again(request: HttpRequest, user: User, method: str, **kwargs: Any) -> None:
    if kwargs.get("reauthenticated"):
        write_down("reauthentication", request, user, by=kwargs.get("type", method))


def _code_refused(request: HttpRequest, user: User, **kwargs: Any) -> None:
    again = kwargs.get("reauthentication")
    deed = "reauthentication_failed" if again else "sign_in_failed"
    write_down(deed, request, user, because="second_factor")


def _told(deed: str) -> Any:
    def told(request: HttpRequest, user: User, **_kwargs: Any) -> None:
        write_down(deed, request, user)

    return told


def _factor_changed(deed: str) -> Any:
    def changed(request: HttpRequest, user: User, authenticator: Any, **_kwargs: Any) -> None:
        write_down(deed, request, user, kind=authenticator.type)

    return changed


def _records(request: HttpRequest, user: User) -> list[dict[str, Any]]:
    records: list[dict[str, Any]] = get_authentication_records(request, user)
    return records
