from django.core.management.base import BaseCommand, CommandError

from outcomes.effect.figure_offices import offices
from outcomes.effect.year_counting import count_office, differences


class Command(BaseCommand):
    help = (
        "Counts the people of every office and year anew, and proves that figures of the counts are those of the rows."
    )

    def add_arguments(self, parser):
        parser.add_argument("--check", action="store_true", help="count nothing; also tells what changed since")

    def handle(self, *args, check=False, **options):
        found, differ = [scope for scope, _name in offices()], []
        for scope in found:
            if not check:
                count_office(scope)
            differ += [f"{scope.office}: {year} {wave.code}" for year, wave in differences(scope)]
        if differ:
            raise CommandError("\n".join(["Figures differ from the rows:", *differ]))
        self.stdout.write(f"{len(found)} offices, every figure is that of the rows.")
