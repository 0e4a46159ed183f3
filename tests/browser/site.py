"""The site on a socket, for browsers: this process answers, at the time set by the test."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext, suppress
from socket import SHUT_RDWR
from threading import Condition, Lock

from django.core.servers.basehttp import ThreadedWSGIServer
from django.db import connection, connections
from django.test.testcases import LiveServerThread, QuietWSGIRequestHandler

from core import clock
from tests.conftest import MONDAY


class Server(ThreadedWSGIServer):
    """Knows the connections that browsers keep open, so that they can be cut."""

    def __init__(self, *args, **kwargs):
        self.sockets = []
        super().__init__(*args, **kwargs)

    def process_request(self, request, client_address):
        self.sockets.append(request)
        super().process_request(request, client_address)

    def cut(self):
        for one in self.sockets:
            # Most of them the browser has closed itself.
            with suppress(OSError):
                one.shutdown(SHUT_RDWR)


class ServerThread(LiveServerThread):
    """A live server that can come back at the port where it was."""

    def _create_server(self, connections_override=None):
        address = (self.host, self.port)
        return Server(address, QuietWSGIRequestHandler, connections_override=connections_override)


class Site:
    """`moment` is the time of the server; move it as the story goes on."""

    def __init__(self):
        self.moment = MONDAY
        self.address = ""
        # SQLite in memory is one connection for all threads, so there one request is answered at a time.
        self.shared = {connection.alias: connections[connection.alias]} if _is_in_memory() else {}
        self.turn = Lock() if self.shared else nullcontext()
        self.door = Condition()
        self.is_open, self.answering = False, 0

    def at_its_time(self, application):
        """A WSGI application that answers at the moment of the site."""

        def answer(environ, start_response):
            if not self._come_in():
                start_response("503 Service Unavailable", [])
                return []
            try:
                with self.turn, clock.moved_to(self.moment):
                    found = application(environ, start_response)
                    try:
                        return [b"".join(found)]
                    finally:
                        found.close()
            finally:
                self._go_out()

        return answer

    def _come_in(self) -> bool:
        with self.door:
            self.answering += self.is_open
            return self.is_open

    def _go_out(self) -> None:
        with self.door:
            self.answering -= 1
            self.door.notify_all()

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

    def start(self, port=0):
        """Opens the door, at a free port of this machine unless one is given."""
        self.thread = ServerThread("127.0.0.1", self.at_its_time, connections_override=self.shared, port=port)
        self.thread.daemon = True
        self.is_open = True
        self.thread.start()
        self.thread.is_ready.wait()
        if self.thread.error:
            raise self.thread.error
        self.address = f"http://127.0.0.1:{self.thread.port}"

    def stop(self):
        """As when the server is killed: nobody answers at the address until `restart`. Whatever is being answered ends
        before, so that it cannot meet the emptying of the database.
        """
        self.thread.terminate()
        self.thread.httpd.cut()
        with self.door:
            self.is_open = False
            if not self.door.wait_for(lambda: not self.answering, timeout=60):
                raise TimeoutError(f"{self.answering} requests do not end")

    def restart(self):
        """Answers at the same address again, with what was stored."""
        self.start(self.thread.port)


def _is_in_memory() -> bool:
    return connection.vendor == "sqlite" and connection.is_in_memory_db()


@contextmanager
def served():
    """A site at a free port of this machine, as long as the block runs."""
    site = Site()
    for shared in site.shared.values():
        shared.inc_thread_sharing()
    try:
        site.start()
        yield site
    finally:
        site.stop()
        for shared in site.shared.values():
            shared.dec_thread_sharing()
