"""The root of each day is stamped by an authority that is not ours, and no stamp of something else passes for it."""

import hashlib
import ipaddress
import ssl
import threading
import time
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from asn1crypto import cms, keys, tsp, x509
from cryptography import x509 as certificates
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from django.db import DatabaseError, connection, transaction
from pyhanko.sign.timestamps import DummyTimeStamper

from certification.sealing import daily_roots, root_stamps
from certification.sealing.models import RootStamp
from core import append_only, audit, clock
from core.audit_proof import prove
from rutan_blk import readiness
from tests.conftest import MONDAY
from tests.factories import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.engines]


def authority(called="Penanda waktu contoh"):
    """An authority of our own, with a key and a certificate for nothing else."""
    key = rsa.generate_private_key(65537, 2048)
    name = certificates.Name([certificates.NameAttribute(NameOID.COMMON_NAME, called)])
    made = (
        certificates.CertificateBuilder(name, name, key.public_key(), 1, MONDAY, MONDAY + timedelta(days=3650))
        .add_extension(certificates.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
        .sign(key, hashes.SHA256())
    )
    encoding = serialization.Encoding.DER
    private = key.private_bytes(encoding, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return DummyTimeStamper(
        x509.Certificate.load(made.public_bytes(encoding)), keys.PrivateKeyInfo.load(private), fixed_dt=MONDAY
    )


class Answers(BaseHTTPRequestHandler):
    def do_POST(self):
        self.server.asked += 1
        question = tsp.TimeStampReq.load(self.rfile.read(int(self.headers["Content-Length"])))
        answer = self.server.answer(question)
        if self.path == "/moved":
            self.send_response(303)
            self.send_header("Location", "/")
            self.end_headers()
            return
        self.wfile.write(self.server.begins)
        self.send_header("X-Stamp", "1")
        self.end_headers()
        for part in (answer[begin : begin + 400] for begin in range(0, len(answer), 400)):
            time.sleep(self.server.waits)
            self.wfile.write(part)
            self.wfile.flush()

    def do_GET(self):
        self.server.asked += 1
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_words):
        pass


@pytest.fixture(scope="module")
def made_authority():
    return authority()


@pytest.fixture(scope="module")
def tls_file(tmp_path_factory):
    """Certificate and key of a server on this machine."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = certificates.Name([certificates.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    names = certificates.SubjectAlternativeName([certificates.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    # TLS goes by the clock of the machine.
    begins = datetime(2020, 1, 1, tzinfo=UTC)
    made = certificates.CertificateBuilder(name, name, key.public_key(), 2, begins, begins + timedelta(days=36500))
    made = made.add_extension(names, critical=False).sign(key, hashes.SHA256())
    encoding = serialization.Encoding.PEM
    private = key.private_bytes(encoding, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    file = tmp_path_factory.mktemp("tls") / "server.pem"
    file.write_bytes(made.public_bytes(encoding) + private)
    return file


@pytest.fixture
def server(settings, made_authority, tls_file, monkeypatch):
    served = HTTPServer(("127.0.0.1", 0), Answers)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tls_file)
    served.socket = context.wrap_socket(served.socket, server_side=True)
    monkeypatch.setenv("SSL_CERT_FILE", str(tls_file))
    served.asked, served.waits, served.begins = 0, 0, b"HTTP/1.0 200 OK\r\n"
    served.answer = lambda question: made_authority.request_tsa_response(question).dump()
    thread = threading.Thread(target=served.serve_forever, daemon=True)
    thread.start()
    settings.TIMESTAMP_URL = f"https://127.0.0.1:{served.server_port}/"
    yield served
    served.shutdown()
    served.server_close()


def a_day():
    audit.record("user.add", by=UserFactory(roles=["registrar"]))
    return daily_roots.take()


def test_nobody_is_asked_where_no_address_is_set(settings):
    a_day()

    assert settings.TIMESTAMP_URL == ""
    assert root_stamps.stamp() is None
    assert RootStamp.objects.count() == 0


def test_the_root_of_the_day_is_stamped_once(server):
    root = a_day().details["root"]

    row = root_stamps.stamp()

    assert (row.root, root_stamps.fault_of(bytes(row.token), bytes.fromhex(root))) == (root, "")
    assert (root_stamps.stamp(), server.asked) == (None, 1)
    assert prove().broken == []
    assert "root of 2026-11-23 was stamped at 2026-11-23T01:12:00+00:00" in " ".join(root_stamps.testify([]).says)


def test_who_does_not_answer_is_asked_again_an_hour_later(server):
    a_day()
    server.answer = lambda _question: b"Not today"

    assert [root_stamps.stamp() for _round in range(3)] == [None] * 3
    assert server.asked == 1

    with clock.moved_to(MONDAY + timedelta(minutes=61)):
        assert root_stamps.stamp() is None
    assert (server.asked, RootStamp.objects.get().token) == (2, None)


def test_a_stamp_of_something_else_is_not_kept(server, made_authority):
    a_day()

    def of_another(question):
        question["message_imprint"]["hashed_message"] = hashlib.sha256(b"x").digest()
        return made_authority.request_tsa_response(question).dump()

    server.answer = of_another

    assert root_stamps.stamp() is None
    assert RootStamp.objects.get().token is None


def test_who_answers_drop_by_drop_is_not_waited_for(server, monkeypatch):
    monkeypatch.setattr(root_stamps, "SECONDS", 1)
    a_day()
    server.waits = 0.7

    assert root_stamps.stamp() is None
    assert RootStamp.objects.get().token is None


def test_an_answer_that_is_none_stops_nothing(server):
    a_day()
    server.begins = b"Good morning\r\n"

    assert root_stamps.stamp() is None
    assert server.asked == 1


def test_nobody_is_asked_whom_the_authority_names(server, settings):
    a_day()
    settings.TIMESTAMP_URL += "moved"

    assert root_stamps.stamp() is None
    assert server.asked == 1


@pytest.mark.parametrize("address", ["http", "ftp", "file"])
def test_an_authority_is_asked_by_https_alone(server, settings, address):
    a_day()
    settings.TIMESTAMP_URL = settings.TIMESTAMP_URL.replace("https", address)

    assert "TIMESTAMP_URL" in readiness.stamp_fault()
    with pytest.raises(ValueError, match="https"):
        root_stamps.token_for(b"0" * 32)
    settings.TIMESTAMP_URL = "https://tsa.example.id/"
    assert readiness.stamp_fault() is None


def test_a_fault_of_any_kind_is_a_sentence(monkeypatch):
    def fails(*_arguments):
        raise AttributeError("native")

    monkeypatch.setattr(root_stamps, "validate_tst_signed_data", fails)

    assert root_stamps.fault_of(cms.ContentInfo({"content_type": "data"}).dump(), b"") == "no token: native"


def test_a_changed_token_is_told_by_verify_audit(server):
    a_day()
    row = root_stamps.stamp()
    token = bytearray(row.token)
    token[-3] ^= 1
    append_only.release(connection, "certification_rootstamp")
    RootStamp.objects.update(token=bytes(token))

    assert [one for one in prove().broken if "the stamp of 2026-11-23" in one]


def test_a_stamp_of_another_root_is_told(server):
    a_day()
    root_stamps.stamp()
    append_only.release(connection, "certification_rootstamp")
    RootStamp.objects.update(root="0" * 64)

    assert prove().broken == ["daily root: what was stamped on 2026-11-23 is not its root"]


def test_who_stamped_is_named_and_another_than_before_is_told(server, made_authority):
    a_day()
    root_stamps.stamp()
    names = [words for words in root_stamps.testify([]).says if "SHA-256" in words]
    digest = hashlib.sha256(made_authority.tsa_cert.dump()).hexdigest()
    assert names == [
        f"stamps from 2026-11-23 on are by Common Name: Penanda waktu contoh, certificate SHA-256 {digest}"
    ]

    def stamped_by(made, days):
        server.answer = lambda question: made.request_tsa_response(question).dump()
        with clock.moved_to(MONDAY + timedelta(days=days)):
            a_day()
            assert root_stamps.stamp() is not None

    stamped_by(authority(), 1)
    told = root_stamps.testify([])
    assert (told.broken, len([words for words in told.says if "SHA-256" in words])) == ([], 2)

    stamped_by(authority("Siapa saja"), 2)
    (broken,) = root_stamps.testify([]).broken
    assert "the stamp of 2026-11-25 is by Common Name: Siapa saja, the one before by Common Name: Penanda" in broken


def test_the_database_keeps_each_stamp(server):
    a_day()
    root_stamps.stamp()

    for write in (
        lambda: RootStamp.objects.all().delete(),
        lambda: RootStamp.objects.update(token=b"another"),
        lambda: RootStamp.objects.update(day=MONDAY.date() - timedelta(days=1)),
    ):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            write()


def test_a_stamp_that_was_taken_away_is_told(server):
    """Regression: with all rows deleted, nothing was said."""
    a_day()
    root_stamps.stamp()
    append_only.release(connection, "certification_rootstamp")
    RootStamp.objects.all().delete()
    append_only.protect(connection, "certification_rootstamp", once="token")

    assert prove().broken == ["daily root: the stamp of 2026-11-23 is not kept as it came"]
