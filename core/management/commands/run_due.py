import signal
import time

from django.contrib.sessions.backends.db import SessionStore
from django.core.management.base import BaseCommand
from django.db import close_old_connections

from core import clock_watch, due, health, health_watch, idempotency, jobs
from core.leadership import Duty, Seat

# Seconds after which one that stands by asks again whether the duty is free.
STANDS_BY = 10


class Command(BaseCommand):
    stopped = False
    waited = 0
    help = (
        "Does what is due: takes up jobs of killed workers, forgets used form tokens and ended sign-ins. Of several "
        "machines of one site one does it, and another as soon as that one is gone."
    )

    def add_arguments(self, parser):
        parser.add_argument("--every", type=int, metavar="SECONDS", help="go on, with this pause between two rounds")

    def handle(self, *args, every=None, **options):
        if every:
            signal.signal(signal.SIGTERM, self.ask_to_stop)
        seat = Seat(Duty.ROUNDS)
        try:
            self.go_on(seat, every)
        finally:
            seat.leave()

    def go_on(self, seat, every):
        is_ours = self.do_round(seat)
        while every and not self.stopped:
            # Short sleeps and a plain flag: a threading.Event set in its own signal handler can deadlock.
            time.sleep(1)
            self.waited += 1
            if self.waited >= (every if is_ours else min(every, STANDS_BY)) and not self.stopped:
                self.waited = 0
                is_ours = self.do_round(seat)

    def ask_to_stop(self, *_signal):
        self.stopped = True

    def do_round(self, seat):
        """Returns whether the round was this machine's."""
        close_old_connections()
        health_watch.watch()
        if not health.database_answers():
            # It has said so. The next round tries again, and this process need not be started anew for it.
            return False
        clock_watch.note()
        if is_ours := seat.is_held():
            jobs.reap()
            # By a clock that stands a year ahead all offers, consents and sign-ins would be over, and end for good.
            if clock_watch.is_believed():
                idempotency.forget_old()
                SessionStore.clear_expired()
                due.do_all(may_go_on=seat.is_held)
        # One that stands by is well too.
        due.note_round()
        return is_ours
