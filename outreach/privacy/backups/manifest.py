"""What a backup says of itself: when, of which version, until when, and what each table holds."""

import json
import tomllib
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.utils.translation import gettext as _

from contacts.codes import new_code
from contacts.keys import keyed_hash
from outreach.privacy import ledger
from outreach.privacy.backups import BackupRefusedError

FORMAT = 1
KEPT = timedelta(days=35)


@dataclass(frozen=True)
class Manifest:
    """The first thing inside a backup. `seal` proves that it was made with our LOOKUP_KEY."""

    made_at: str
    expires_at: str
    engine: str
    version: str
    migrations: list[list[str]]
    # SHA-256 by table; see `hash_rows`.
    tables: dict[str, str]
    ledger_lines: int
    ledger_hash: str
    code: str = field(default_factory=new_code)
    format: int = FORMAT
    seal: str = ""

    def as_bytes(self) -> bytes:
        """Return it as JSON, sealed."""
        return json.dumps(asdict(self) | {"seal": self._right_seal()}, sort_keys=True).encode()

    @classmethod
    def from_bytes(cls, text: bytes) -> "Manifest":
        """Return what `as_bytes` gave. Raises BackupRefusedError where it is not that."""
        try:
            return cls(**json.loads(text))
        except (ValueError, TypeError):
            raise BackupRefusedError(_("This backup is of another version of Doorstep.")) from None

    @property
    def made(self) -> datetime:
        """When it was made."""
        return datetime.fromisoformat(self.made_at)

    @property
    def expires(self) -> datetime:
        """When it may not be brought back any more."""
        return datetime.fromisoformat(self.expires_at)

    @property
    def is_sealed(self) -> bool:
        """Whether it was made with the LOOKUP_KEY that is set now, and is as it was made."""
        return self.seal == self._right_seal()

    def _right_seal(self) -> str:
        said = asdict(self)
        del said["seal"]
        return keyed_hash("backup", json.dumps(said, sort_keys=True))

    def unknown_migrations(self) -> list[str]:
        """Return the migrations of the backup that this version of Doorstep does not have."""
        known = set(MigrationLoader(None).disk_migrations or {})
        return [f"{app}.{name}" for app, name in self.migrations if (app, name) not in known]


def describe(tables: dict[str, str], now: datetime) -> Manifest:
    """Return the manifest of a backup of the database as it is, its tables hashed as given."""
    lines, last = ledger.head()
    applied = MigrationLoader(connection).applied_migrations
    return Manifest(
        made_at=now.isoformat(),
        expires_at=(now + KEPT).isoformat(),
        engine=connection.vendor,
        version=_version(),
        migrations=sorted([app, name] for app, name in applied),
        tables=tables,
        ledger_lines=lines,
        ledger_hash=last,
    )


def hash_rows(rows: Iterable[Any]) -> str:
    """Return the SHA-256 of a table's rows, whatever their order."""
    each = sorted(sha256(repr(row).encode()).digest() for row in rows)
    return sha256(b"".join(each)).hexdigest()


def _version() -> str:
    with (settings.BASE_DIR / "pyproject.toml").open("rb") as file:
        return str(tomllib.load(file)["project"]["version"])
