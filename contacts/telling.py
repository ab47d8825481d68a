"""Writing an e-mail to those who must look at something. It names nobody; a page tells the rest."""

from typing import Any

from django.core.mail import send_mail
from django.db import transaction

from contacts.access import who_may


def tell_those_who_may(permission: str, subject: str, words: str, but: Any = None) -> None:
    """Write, once the transaction holds, to everyone who has `permission`, but to one user.

    A mail server that fails stops nothing: what there is to see stands on their pages as well.
    """
    transaction.on_commit(lambda: _write(permission, subject, words, but), robust=True)


def _write(permission: str, subject: str, words: str, but: Any) -> None:
    users = who_may(permission).exclude(pk=but.pk) if but else who_may(permission)
    addresses = list(users.order_by("pk").values_list("email", flat=True).distinct())
    if addresses:
        send_mail(subject, words, None, addresses)
