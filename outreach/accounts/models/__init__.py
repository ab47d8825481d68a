"""Who signs in, and what everyone did."""

from outreach.accounts.models.audit import AuditEntry, AuditSeal
from outreach.accounts.models.users import User, UserManager

__all__ = ["AuditEntry", "AuditSeal", "User", "UserManager"]
