from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """Users, roles, sign-in and what each may see."""

    name = "outreach.accounts"
    verbose_name = _("accounts")

    def ready(self) -> None:
        """Keep the roles' permissions as written, and log each look at a person."""
        from outreach.accounts import checks  # noqa: F401 - importing registers them
        from outreach.accounts.audit import log_looks_at_people
        from outreach.accounts.roles import grant_role_permissions

        post_migrate.connect(grant_role_permissions, dispatch_uid="grant_role_permissions")
        log_looks_at_people()
