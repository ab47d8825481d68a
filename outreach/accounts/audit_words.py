"""The audit in sentences: what each deed is called, without a name of anyone looked at."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from outreach.accounts.models import AuditEntry

Action = AuditEntry.Action

# What was done, as it stands after who did it.
DEEDS: dict[str, str | Promise] = {
    "open": _("opened the page of"),
    "edit": _("opened for editing"),
    "reveal_phones": _("had the phone shown of"),
    "reveal_address": _("had the address shown of"),
    "break_glass": _("broke the glass to see"),
    "find_behind_glass": _("looked for someone behind the glass:"),
    "review_glass": _("reviewed who broke the glass:"),
    "read_odd_looks": _("read the odd looks of the week"),
    "list": _("listed"),
    "search": _("searched and was shown"),
    "today": _("opened the day's visits to"),
    "phone_list": _("took onto a phone the day's visits to"),
    "register_device": _("registered a phone for offline work:"),
    "revoke_device": _("revoked a phone:"),
    "building": _("opened a building with"),
    "enrollments": _("listed those enrolled:"),
    "household": _("was shown the household:"),
    "duplicates": _("compared possible duplicates of"),
    "wanted": _("was shown who asked for a referral:"),
    "questions": _("was shown questions about"),
    "inbox": _("opened the inbox with"),
    "referrals": _("listed the referrals of"),
    "ask_consent": _("asked for the consent to share of"),
    "make_link": _("made a provider's link about"),
    "tell_provider": _("told a provider by phone about"),
    "provider_opened": _("a provider opened its link about"),
    "find_disclosures": _("looked into the accounting of disclosures:"),
    "outbox": _("opened the outbox with"),
    "conversation": _("read the messages of"),
    "simulator": _("listed simulated phones of"),
    "plan": _("opened a day's plan with"),
    "route_sheet": _("printed a route with"),
    "find_resources": _("looked for help near"),
    "resource_card": _("made a card of resources for"),
    "add_resource": _("added to the directory:"),
    "edit_resource": _("edited in the directory:"),
    "export_resources": _("exported the directory of resources"),
    "resources_to_phone": _("took onto a phone the resources near the day's route"),
    "refused_rows": _("downloaded the refused rows of list"),
    "export_figures": _("exported figures of"),
    "export_dashboard": _("exported the dashboard of"),
    "export_visits": _("exported visits of"),
    "export_records": _("exported records of"),
    "sign_in": _("signed in:"),
    "sign_in_failed": _("failed to sign in:"),
    "sign_out": _("signed out:"),
    "lockout": _("was locked out:"),
    "session_ended": _("ended a session of"),
    "reauthentication": _("proved again to be"),
    "reauthentication_failed": _("failed to prove to be"),
    "password_changed": _("changed the password of"),
    "password_set": _("set the password of"),
    "second_factor_added": _("added a second factor of"),
    "second_factor_removed": _("removed a second factor of"),
    "second_factor_reset": _("reset the second factor of"),
    "recovery_codes_renewed": _("renewed the recovery codes of"),
    "find_person": _("looked for whom a request is about:"),
    "attach_person": _("found whom a request is about:"),
    "verify_request": _("verified a request:"),
    "refuse_request": _("refused a request:"),
    "erase_on_request": _("erased, as was asked:"),
    "subject_access": _("made the file of everything about"),
    "hand_over": _("handed over what was asked:"),
    "purge_campaign": _("purged the campaign"),
    "backup": _("made a backup"),
    "restore": _("restored a backup"),
    "change": _("changed something:"),
    "export_audit": _("exported the audit"),
    "read_audit": _("read the audit"),
}
CHANGES: dict[int, str | Promise] = {
    Action.CREATE: _("added"),
    Action.UPDATE: _("changed"),
    Action.DELETE: _("removed"),
    Action.ACCESS: _("looked at"),
}


def deed_of(entry: AuditEntry) -> str:
    """Return the code of an entry's deed; '' where it is a plain change."""
    return str((entry.additional_data or {}).get("deed", ""))


def sentence(entry: AuditEntry) -> str:
    """Say what an entry tells, after its actor: "opened the page of K7Q2…"."""
    deed = deed_of(entry)
    words = DEEDS.get(deed) or deed.replace("_", " ") or CHANGES[entry.action]
    return " ".join(filter(None, [str(words), _about(entry, deed), _detail(entry)]))


def _about(entry: AuditEntry, deed: str) -> str:
    codes = (entry.additional_data or {}).get("contacts")
    if codes is not None:
        return ngettext("%(n)d person", "%(n)d people", len(codes)) % {"n": len(codes)}
    return "" if entry.object_repr == deed else str(entry.object_repr)


def _detail(entry: AuditEntry) -> str:
    changes: dict[str, Any] = entry.changes or {}
    told = [f"{name}: {before or '–'} → {after}" for name, (before, after) in changes.items()]
    more = entry.additional_data or {}
    told += [f"{name}: {value}" for name, value in more.items() if name not in ("deed", "contacts")]
    return f"({'; '.join(told)})" if told else ""
