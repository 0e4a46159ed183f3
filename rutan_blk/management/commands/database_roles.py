from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection, transaction

from rutan_blk import database_roles


class Command(BaseCommand):
    help = (
        "PostgreSQL: prints the SQL that makes roles for site, readers and backup beside the owner of the tables, and "
        "with --execute runs it. Run it as the owner, again after each update of the site."
    )

    def add_arguments(self, parser):
        parser.add_argument("--execute", action="store_true", help="run it, in one transaction")
        parser.add_argument("--prefix", help="what the names of the roles begin with; the database's name if not given")

    def handle(self, *args, execute, prefix, **options):
        if connection.vendor != "postgresql":
            raise CommandError("SQLite has no roles: who may write its file may write all of it.")
        names = database_roles.role_names(prefix or str(connection.settings_dict["NAME"]))
        statements = list(database_roles.statements(connection, names))
        if not execute:
            self.stdout.write("".join(f"{statement};\n" for statement in statements))
            return
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                for statement in statements:
                    cursor.execute(statement)
        except DatabaseError as error:
            raise CommandError(f"Nothing was changed: {error}") from error
        self.stdout.write(f"{', '.join(names.values())}: made, with what each needs. Give each a way to sign in.")
