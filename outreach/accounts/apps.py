from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """Users, roles, sign-in and what each may see."""

    name = "outreach.accounts"
    verbose_name = _("accounts")

    def ready(self) -> None:
        """Keep the roles' permissions as written, log sign-ins, make the cache, tell of decoys."""
        from outreach.accounts import (
            changes,
            checks,  # noqa: F401 - importing registers them
            known_devices,
            second_factor,
            second_factor_keys,
            session_times,
            sign_in_audit,
        )
        from outreach.accounts.cache_table import make_cache_table
        from outreach.accounts.notices import of_decoys, offer_notice
        from outreach.accounts.roles import grant_role_permissions

        offer_notice(of_decoys)

        post_migrate.connect(grant_role_permissions, dispatch_uid="grant_role_permissions")
        post_migrate.connect(make_cache_table, sender=self)
        # In this order: the audit reads what the session holds before it ends.
        sign_in_audit.connect()
        session_times.connect()
        second_factor.connect()
        second_factor_keys.connect()
        known_devices.connect()
        changes.connect()
