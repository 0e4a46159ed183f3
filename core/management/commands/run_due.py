import signal
import threading

from django.contrib.sessions.backends.db import SessionStore
from django.core.management.base import BaseCommand
from django.db import close_old_connections

from core import idempotency, jobs


class Command(BaseCommand):
    help = "Does what is due: takes up jobs of killed workers, forgets used form tokens and ended sign-ins."

    def add_arguments(self, parser):
        parser.add_argument("--every", type=int, metavar="SECONDS", help="go on, with this pause between two rounds")

    def handle(self, *args, every=None, **options):
        stop = threading.Event()
        if every:
            signal.signal(signal.SIGTERM, lambda *_: stop.set())
        while True:
            self.do_round()
            if not every or stop.wait(every):
                return

    def do_round(self):
        close_old_connections()
        jobs.reap()
        idempotency.forget_old()
        SessionStore.clear_expired()
