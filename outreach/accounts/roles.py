"""The five roles and what each may do. A role is a Django group of the same name."""

from typing import Any

from django.utils.translation import gettext_lazy as _

AGENT = "agent"
COORDINATOR = "coordinator"
MANAGER = "programme manager"
ADMINISTRATOR = "administrator"
AUDITOR = "auditor"

LABELS = {
    AGENT: _("Field agent"),
    COORDINATOR: _("Coordinator"),
    MANAGER: _("Programme manager"),
    ADMINISTRATOR: _("Administrator"),
    AUDITOR: _("Auditor"),
}

# A permission not listed here is nobody's. Coordinators see their own offices only: the
# querysets narrow that further.
PERMISSIONS: dict[str, list[str]] = {
    AGENT: [
        "visits.log_visit",
        "referrals.view_resource",
    ],
    COORDINATOR: [
        "contacts.view_contact",
        "contacts.add_contact",
        "contacts.change_contact",
        "contacts.import_contact",
        "contacts.stop_contact",
        "campaigns.view_campaign",
        "campaigns.add_campaign",
        "campaigns.change_campaign",
        "campaigns.enroll_contact",
        "visits.view_visit",
        "visits.revoke_device",
        "routing.view_plan",
        "routing.change_plan",
        "routing.publish_plan",
        "referrals.view_resource",
        "referrals.change_resource",
        "referrals.import_resource",
        "referrals.view_referral",
        "referrals.change_referral",
        "messaging.view_conversation",
        "messaging.change_template",
        "messaging.change_sequence",
        "statistics.view_figures",
        "statistics.export_records",
        "privacy.break_glass",
    ],
    MANAGER: [
        "campaigns.view_campaign",
        "statistics.view_figures",
        "statistics.export_figures",
        "statistics.export_visits",
        "statistics.view_small_counts",
    ],
    ADMINISTRATOR: [
        "accounts.view_user",
        "accounts.add_user",
        "accounts.change_user",
        "accounts.view_auditentry",
        "visits.revoke_device",
        "contacts.change_office",
        "contacts.plant_decoy",
        "privacy.manage_retention",
        "privacy.handle_request",
        "privacy.break_glass",
        "privacy.review_broken_glass",
    ],
    AUDITOR: [
        "accounts.view_auditentry",
        "privacy.review_broken_glass",
    ],
}


def roles_of(user: Any) -> set[str]:
    """Return the names of the user's roles."""
    return set(user.groups.values_list("name", flat=True))


def grant_role_permissions(**_kwargs: Any) -> None:
    """Make the five groups hold exactly the permissions above. Runs after every migrate."""
    from django.contrib.auth.models import Group, Permission

    by_name = {
        f"{permission.content_type.app_label}.{permission.codename}": permission
        for permission in Permission.objects.select_related("content_type")
    }
    for role, names in PERMISSIONS.items():
        group, _created = Group.objects.get_or_create(name=role)
        group.permissions.set([by_name[name] for name in names if name in by_name])
