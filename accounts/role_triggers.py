"""What makes the database itself refuse two roles of one person that must stay apart.

Commands say it in words before; this holds against whoever writes to the table.
"""

from django.db.backends.base.base import BaseDatabaseWrapper

_MEET = """
    SELECT 1 FROM accounts_user_groups AS held
    JOIN auth_group AS had ON had.id = held.group_id
    JOIN auth_group AS wanted ON wanted.id = NEW.group_id
    JOIN accounts_separateroles AS apart
      ON (apart.first = had.name AND apart.second = wanted.name)
      OR (apart.first = wanted.name AND apart.second = had.name)
    WHERE held.user_id = NEW.user_id
"""
_REFUSAL = "these roles must be two people"
_FUNCTION = f"""
CREATE OR REPLACE FUNCTION refuse_separate_roles() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- Two writers at once would each see one role only.
  PERFORM 1 FROM accounts_user WHERE id = NEW.user_id FOR NO KEY UPDATE;
  IF EXISTS ({_MEET}) THEN RAISE EXCEPTION '{_REFUSAL}' USING ERRCODE = 'restrict_violation'; END IF;
  RETURN NEW;
END $$
"""


def keep_roles_apart(connection: BaseDatabaseWrapper) -> None:
    """Creates the triggers."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_FUNCTION)
            cursor.execute(
                "CREATE TRIGGER accounts_roles_apart BEFORE INSERT OR UPDATE ON accounts_user_groups "
                "FOR EACH ROW EXECUTE FUNCTION refuse_separate_roles()"
            )
            return
        # SQLite has no functions, and a trigger handles only one operation.
        for act in ("INSERT", "UPDATE"):
            cursor.execute(
                f"CREATE TRIGGER accounts_roles_apart_{act.lower()} BEFORE {act} ON accounts_user_groups "
                f"WHEN EXISTS ({_MEET}) BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
            )


def let_roles_meet(connection: BaseDatabaseWrapper) -> None:
    """Removes the triggers (for reversing the migration)."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("DROP TRIGGER IF EXISTS accounts_roles_apart ON accounts_user_groups")
            return
        for act in ("insert", "update"):
            cursor.execute(f"DROP TRIGGER IF EXISTS accounts_roles_apart_{act}")
