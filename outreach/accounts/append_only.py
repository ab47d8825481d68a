"""The database's own refusal to change or remove what is only ever added to.

Triggers stop every statement of the application. On PostgreSQL, `restrict_role` also takes the
right away from the role as which the application signs in; whoever owns the tables could still
remove the triggers, so the owner is to be another role, used for migrations alone.
"""

from django.db import connection
from psycopg import sql

APPENDED = ("accounts_auditentry", "accounts_auditseal")

_POSTGRESQL_FUNCTION = """
CREATE OR REPLACE FUNCTION doorstep_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$
"""


def install_triggers(tables: tuple[str, ...] = APPENDED) -> None:
    """Let the database refuse UPDATE, DELETE and, where there is one, TRUNCATE."""
    for statement in _statements(tables):
        _execute(statement)


def remove_triggers(tables: tuple[str, ...] = APPENDED) -> None:
    """Take the triggers away again: for undoing the migration, and for emptying a test's tables."""
    for table in tables:
        if connection.vendor == "postgresql":
            _execute(f"DROP TRIGGER IF EXISTS append_only ON {table}")
        else:
            for deed in ("UPDATE", "DELETE"):
                _execute(f"DROP TRIGGER IF EXISTS {table}_no_{deed.lower()}")


def create_role(role: str, password: str) -> None:
    """Make a PostgreSQL role that may sign in, or give an existing one this password."""
    name = sql.Identifier(role)
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
        verb = sql.SQL("ALTER" if cursor.fetchone() else "CREATE")
        statement = sql.SQL("{} ROLE {} LOGIN PASSWORD {}").format(verb, name, password)
        cursor.execute(statement)


def restrict_role(role: str, tables: tuple[str, ...] = APPENDED) -> None:
    """Let a PostgreSQL role do the application's daily work, and nothing but add to the audit.

    Run it as the owner after every migration. Raises ProgrammingError where the role is unknown.
    """
    name = connection.ops.quote_name(role)
    _execute(f"GRANT USAGE ON SCHEMA public TO {name}")
    _execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {name}")
    _execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {name}")
    for table in tables:
        _execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM {name}")


def may_rewrite(tables: tuple[str, ...] = APPENDED) -> bool:
    """Tell whether the role as which we are connected could change or remove rows of the audit."""
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT bool_or(pg_has_role(tableowner, 'MEMBER')"
            " OR has_table_privilege(quote_ident(tablename), 'UPDATE, DELETE, TRUNCATE')"
            " OR has_any_column_privilege(quote_ident(tablename), 'UPDATE'))"
            " FROM pg_tables WHERE schemaname = current_schema() AND tablename = ANY(%s)",
            [list(tables)],
        )
        row = cursor.fetchone()
    return bool(row and row[0])


def _statements(tables: tuple[str, ...]) -> list[str]:
    if connection.vendor == "postgresql":
        return [
            _POSTGRESQL_FUNCTION,
            *(
                f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}"
                " FOR EACH STATEMENT EXECUTE FUNCTION doorstep_append_only()"
                for table in tables
            ),
        ]
    return [
        f"CREATE TRIGGER {table}_no_{deed.lower()} BEFORE {deed} ON {table}"
        f" BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        for table in tables
        for deed in ("UPDATE", "DELETE")
    ]


def _execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
