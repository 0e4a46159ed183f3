from django.core.management.base import BaseCommand, CommandError

from accounts import code_cards
from accounts.models import User
from core.errors import RuleViolation


class Command(BaseCommand):
    help = "Activates the printed code card of a user whose office has nobody else who could."

    def add_arguments(self, parser):
        parser.add_argument("username")

    def handle(self, *args, username, **options):
        user = User.objects.filter(username=username).first()
        card = code_cards.waiting_card(user) if user else None
        if card is None:
            raise CommandError(f"No printed card waits for {username}.")
        try:
            code_cards.activate(card, by=None)
        except RuleViolation as refused:
            raise CommandError(str(refused)) from None
        self.stdout.write(f"The card of {username} is active.")
