"""The site behind a socket, for browsers: this process answers, at the time that the test says."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from threading import Lock

from django.db import connection, connections
from django.test.testcases import LiveServerThread

from core import clock
from tests.conftest import MONDAY


class Site:
    """`moment` is the time of the server; move it as the story goes on."""

    def __init__(self):
        self.moment = MONDAY
        self.address = ""
        # SQLite in memory is one connection for all threads, so there one request is answered at a time.
        self.shared = {connection.alias: connections[connection.alias]} if _is_in_memory() else {}
        self.turn = Lock() if self.shared else nullcontext()

    def at_its_time(self, application):
        """A WSGI application that answers at the moment of the site."""

        def answer(environ, start_response):
            with self.turn, clock.moved_to(self.moment):
                found = application(environ, start_response)
                try:
                    return [b"".join(found)]
                finally:
                    found.close()

        return answer

    def ask(self, question):
        """What the database says, asked in a thread of its own: Playwright keeps an event loop in this one."""
        with ThreadPoolExecutor(1) as pool:
            return pool.submit(self._answer, question).result()

    def _answer(self, question):
        connections[connection.alias] = self.shared.get(connection.alias, connections[connection.alias])
        try:
            with self.turn, clock.moved_to(self.moment):
                return question()
        finally:
            connections.close_all()


def _is_in_memory() -> bool:
    return connection.vendor == "sqlite" and connection.is_in_memory_db()


@contextmanager
def served():
    """A site at a free port of this machine, as long as the block runs."""
    site = Site()
    for shared in site.shared.values():
        shared.inc_thread_sharing()
    thread = LiveServerThread("127.0.0.1", site.at_its_time, connections_override=site.shared)
    thread.daemon = True
    thread.start()
    thread.is_ready.wait()
    try:
        if thread.error:
            raise thread.error
        site.address = f"http://127.0.0.1:{thread.port}"
        yield site
    finally:
        thread.terminate()
        for shared in site.shared.values():
            shared.dec_thread_sharing()
