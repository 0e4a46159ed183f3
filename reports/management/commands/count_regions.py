from django.core.management.base import BaseCommand, CommandError

from accounts.models import Facility
from reports.region.region_counting import count_facility, differences


class Command(BaseCommand):
    help = "Counts anew what pages of regional offices show, and proves that every sum is that of the rows."

    def add_arguments(self, parser):
        parser.add_argument("--check", action="store_true", help="count nothing; also tells what changed since")

    def handle(self, *args, check=False, **options):
        facilities = Facility.objects.order_by("code")
        differ: list[str] = []
        for facility in facilities:
            if not check:
                count_facility(facility)
            differ += differences(facility)
        if differ:
            raise CommandError("\n".join(["Sums differ from the rows:", *differ]))
        self.stdout.write(f"{len(facilities)} facilities, every sum is that of the rows.")
