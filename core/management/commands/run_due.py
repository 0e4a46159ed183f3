import signal
import time

from django.contrib.sessions.backends.db import SessionStore
from django.core.management.base import BaseCommand
from django.db import close_old_connections

from core import clock_watch, due, health, health_watch, idempotency, jobs


class Command(BaseCommand):
    stopped = False
    waited = 0
    help = "Does what is due: takes up jobs of killed workers, forgets used form tokens and ended sign-ins."

    def add_arguments(self, parser):
        parser.add_argument("--every", type=int, metavar="SECONDS", help="go on, with this pause between two rounds")

    def handle(self, *args, every=None, **options):
        if every:
            signal.signal(signal.SIGTERM, self.ask_to_stop)
        self.do_round()
        while every and not self.stopped:
            # Short sleeps and a plain flag: a threading.Event set in its own signal handler can deadlock.
            time.sleep(1)
            self.waited += 1
            if self.waited >= every and not self.stopped:
                self.waited = 0
                self.do_round()

    def ask_to_stop(self, *_signal):
        self.stopped = True

    def do_round(self):
        close_old_connections()
        health_watch.watch()
        if not health.database_answers():
            # It has said so. The next round tries again, and this process need not be started anew for it.
            return
        clock_watch.note()
        jobs.reap()
        idempotency.forget_old()
        SessionStore.clear_expired()
        due.do_all()
        due.note_round()
