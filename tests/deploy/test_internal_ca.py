"""The authority of the office: what it vouches for, who can read its keys, and that HTTPS works with it."""

import http.server
import ipaddress
import socket
import ssl
import stat
import threading

import pytest
from cryptography import x509

from deploy import internal_ca

NAMES = ["pelatihan.lan", "192.168.1.10", "127.0.0.1"]


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "tls"


def make(folder, *names):
    internal_ca.main([*names, "--folder", str(folder)])


def certificate(folder, name="server.pem"):
    return x509.load_pem_x509_certificate((folder / name).read_bytes())


def test_server_is_named_in_full_and_lasts_no_longer_than_devices_allow(folder):
    make(folder, *NAMES)
    server = certificate(folder)

    names = server.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == ["pelatihan.lan"]
    assert names.get_values_for_type(x509.IPAddress) == [ipaddress.ip_address(text) for text in NAMES[1:]]
    assert (server.not_valid_after_utc - server.not_valid_before_utc).days == 820
    assert server.verify_directly_issued_by(certificate(folder, "ca.crt")) is None


def test_authority_vouches_for_these_names_alone_and_for_no_other_authority(folder):
    make(folder, *NAMES)
    extensions = certificate(folder, "ca.crt").extensions

    constraints = extensions.get_extension_for_class(x509.BasicConstraints)
    limits = extensions.get_extension_for_class(x509.NameConstraints)
    assert (constraints.critical, constraints.value.ca, constraints.value.path_length) == (True, True, 0)
    assert (limits.critical, [str(one.value) for one in limits.value.permitted_subtrees]) == (
        True,
        ["pelatihan.lan", "192.168.1.10/32", "127.0.0.1/32"],
    )


def test_nothing_in_the_certificates_tells_where_they_are_used(folder):
    make(folder, *NAMES)

    words = [certificate(folder, name).subject.rfc4514_string() for name in ("ca.crt", "server.pem")]
    assert words == ["CN=Terampil - otoritas sertifikat kantor", "CN=Terampil"]


def test_keys_are_read_by_their_owner_alone(folder):
    make(folder, *NAMES)

    modes = {path.name: oct(stat.S_IMODE(path.stat().st_mode)) for path in folder.glob("*-key.pem")}
    assert modes == {"ca-key.pem": "0o600", "server-key.pem": "0o600"}
    assert oct(stat.S_IMODE(folder.stat().st_mode)) == "0o700"


def test_second_call_renews_the_server_and_keeps_the_authority(folder):
    make(folder, *NAMES)
    authority, server = certificate(folder, "ca.crt"), certificate(folder)

    make(folder, NAMES[0])

    assert certificate(folder, "ca.crt") == authority
    assert certificate(folder).serial_number != server.serial_number
    assert certificate(folder).verify_directly_issued_by(authority) is None


def test_name_outside_the_authority_is_refused(folder, capsys):
    make(folder, *NAMES)
    before = certificate(folder)

    with pytest.raises(SystemExit) as stopped:
        make(folder, "lain.lan")

    assert (stopped.value.code, certificate(folder)) == (2, before)
    assert "was made for other names" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["https://pelatihan.lan", "pelatihan.lan:8000", "", "a b", "bengkel_las", "*.lan"])
def test_what_is_no_name_is_refused(folder, name, capsys):
    with pytest.raises(SystemExit) as stopped:
        make(folder, name)

    assert (stopped.value.code, folder.exists()) == (2, False)
    assert "neither a host name nor an IP address" in capsys.readouterr().err


def test_browser_that_trusts_the_authority_reads_over_https(folder):
    """OpenSSL checks names, limits and uses as browsers do."""
    make(folder, "localhost", "127.0.0.1")
    server_side = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server_side.load_cert_chain(folder / "server.pem", folder / "server-key.pem")
    server = http.server.HTTPServer(("127.0.0.1", 0), http.server.BaseHTTPRequestHandler)
    server.socket = server_side.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.handle_request)
    thread.start()
    client_side = ssl.create_default_context(cafile=str(folder / "ca.crt"))
    client_side.verify_flags |= ssl.VERIFY_X509_STRICT
    with (
        socket.create_connection(server.server_address) as plain,
        client_side.wrap_socket(plain, server_hostname="localhost") as encrypted,
    ):
        version = encrypted.version()
    thread.join()
    server.server_close()

    assert version == "TLSv1.3"
