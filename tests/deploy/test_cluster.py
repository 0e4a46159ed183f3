"""What each machine of a site of several machines is given, and what it is not."""

import contextlib
import http.client
import re
import shutil
import stat
import subprocess
import time
from pathlib import Path

import pytest
from cryptography import x509

from benchmarks.browser import free_port
from benchmarks.cluster_measured import Told, longest_silence, lost, silence, wrong_numbers
from core import leadership
from deploy.cluster import configure, serving

CLUSTER = Path(configure.__file__).parent
KEYS = ("SECRET_KEY", "FIELD_KEY")


@pytest.fixture
def folder(tmp_path):
    configure.write(configure.read(CLUSTER / "cluster.env.example"), tmp_path / "out")
    return tmp_path / "out"


def test_script_can_be_read_by_the_shell():
    done = subprocess.run(["bash", "-n", CLUSTER / "try.sh"], capture_output=True, text=True)

    assert (done.returncode, done.stderr) == (0, "")


def test_every_template_is_used_and_nothing_is_left_to_fill_in(folder):
    used = {source for files in configure.MACHINES.values() for source in files}

    assert used == {path.name for path in configure.TEMPLATES.iterdir()}
    for path in folder.glob("*/*"):
        assert "${" not in path.read_text(), path


def test_readme_says_where_each_file_goes():
    told = (CLUSTER / "README.md").read_text()

    files = {name for files in configure.MACHINES.values() for name in files.values()}
    assert [name for name in sorted(files) if name not in told] == []


def test_secrets_go_only_where_they_are_needed(folder):
    secrets = configure.read(folder / "secrets.env")

    def holders(name):
        return {path.parent.name for path in folder.glob("*/*") if secrets[name] in path.read_text()}

    assert {name: holders(name) for name in KEYS} == {name: {"web1", "web2"} for name in KEYS}
    assert holders("PASSWORD_SUPERUSER") == {"db1", "db2"}
    # Who writes seals is asked for by the signer, and made on the database.
    assert holders("PASSWORD_SIGNER") == {"db1", "db2", "witness"}
    private = [path for path in folder.rglob("*") if path.is_file() and path.suffix != ".crt"]
    assert {stat.S_IMODE(path.stat().st_mode) for path in private} == {0o600}


def test_machines_are_named_and_vouched_for(folder):
    authority = x509.load_pem_x509_certificate((folder / "authority/ca.crt").read_bytes())
    for machine in configure.MACHINES:
        own = x509.load_pem_x509_certificate((folder / machine / "machine.crt").read_bytes())
        assert own.verify_directly_issued_by(authority) is None
        names = own.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        is_database = machine.startswith("db")
        # Only a machine that holds the database may answer as it.
        assert names.get_values_for_type(x509.DNSName) == [machine, *(["database"] if is_database else [])]


def test_typed_again_it_keeps_what_was_made(folder):
    before = (folder / "secrets.env").read_text(), (folder / "authority/ca.crt").read_bytes()

    configure.write(configure.read(CLUSTER / "cluster.env.example"), folder)

    assert ((folder / "secrets.env").read_text(), (folder / "authority/ca.crt").read_bytes()) == before


@pytest.mark.parametrize("name", ["WEB2", "INTERFACE"])
def test_an_address_that_lacks_is_named(tmp_path, capsys, name):
    values = configure.read(CLUSTER / "cluster.env.example")
    del values[name]

    with pytest.raises(SystemExit):
        configure.write(values, tmp_path / "out")

    assert re.search(f"lack {name}", capsys.readouterr().err)


# --- The drill -------------------------------------------------------------------------------------------------


def answered(*times, who="a", is_good=True):
    return [Told(at, "mark", who, is_good, f"note {at}") for at in times]


def test_silence_lasts_from_the_loss_or_the_last_answer_to_the_next():
    told = [*answered(9, 12, 30, 31), *answered(20, is_good=False)]

    assert [silence(told, 10, 40), silence(told, 15, 31.5), silence([], 10, 40)] == [18, 15, 30]


def test_whoever_waited_longest_counts_for_himself():
    told = [*answered(11, 18, 25), *answered(12, 38, who="b")]

    assert [silence(told, 10, 40), longest_silence(told, 10, 40), longest_silence([], 10, 40)] == [13, 26, 30]


def test_only_what_was_acknowledged_can_be_lost():
    told = [*answered(1, 2), *answered(3, is_good=False), Told(4, "paper", "b", True, "note 4")]

    assert lost(told, "mark", ["note 1", "note 9"]) == ["note 2"]


@pytest.mark.parametrize(
    ("numbers", "wrong"), [([], []), ([2, 1, 3], []), ([1, 4], [2, 3]), ([2], [1]), ([1, 2, 2, 3], [2])]
)
def test_numbers_that_lack_or_stand_twice_are_named(numbers, wrong):
    assert wrong_numbers(numbers) == wrong


def test_drill_asks_for_the_lock_that_the_rounds_hold():
    assert f"classid = {leadership._SPACE} AND objid = {leadership.Duty.ROUNDS:d}" in serving.WHO_DOES_ROUNDS


@pytest.mark.skipif(not shutil.which("haproxy"), reason="haproxy is not installed")
def test_site_that_is_gone_is_answered_in_indonesian_with_what_to_do(folder, tmp_path):
    """Regression: where the site does not run at all, HAProxy answered with a page of its own, in English."""
    place, port = folder / "web1", free_port()
    text = (place / "haproxy.cfg").read_text()
    text = re.sub(r"^ +(user|group|stats|bind .*:443 ssl) .*\n", "", text, flags=re.MULTILINE)
    text = re.sub(r"bind \S+:443 transparent .*", f"bind 127.0.0.1:{port}", text)
    text = re.sub(r"(?s)\nfrontend here.*?(?=\nbackend here)|\n# --- The database.*", "", text)
    text = text.replace("/etc/terampil/cluster/", f"{place}/").replace("127.0.0.1:8000", f"127.0.0.1:{free_port()}")
    config = tmp_path / "haproxy.cfg"
    config.write_text(text)

    with subprocess.Popen(["haproxy", "-f", config], stderr=subprocess.PIPE, text=True) as process:
        try:
            answer = answer_of(port)
        finally:
            process.terminate()

    assert answer.status == 503
    page = answer.read().decode()
    assert ("Situs tidak menjawab" in page, "systemctl restart terampil" in page) == (True, True)


def answer_of(port):
    """What stands there answers, as soon as it does."""
    for _try in range(100):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        with contextlib.suppress(ConnectionRefusedError):
            connection.request("GET", "/")
            return connection.getresponse()
        time.sleep(0.1)
    raise AssertionError("HAProxy did not start")
