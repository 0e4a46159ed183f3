"""A document gets our own assets and what came with it; any other address stops it."""

import select
import socket
import subprocess
import sys
import threading
from contextlib import suppress

import pytest
from weasyprint import HTML
from weasyprint.urls import FatalURLFetchingError

from printing.asset_fetcher import AssetFetcher, RefusedAddress, asset
from printing.press import TooManyPages, lay_out, write
from tests.papers import fonts, pages, strings

VECTORS = {
    "style sheet": '<link rel="stylesheet" href="{url}">',
    "import": '<style>@import url("{url}");</style>',
    "font": '<style>@font-face {{ font-family: X; src: url("{url}"); }} p {{ font-family: X; }}</style><p>x</p>',
    "background": '<p style="background: url({url})">x</p>',
    "img": '<img src="{url}" alt="x">',
    "object": '<object data="{url}">x</object>',
    "embed": '<embed src="{url}">',
    "svg image": '<svg width="9" height="9"><image href="{url}" width="9" height="9"/></svg>',
    "link attachment": '<link rel="attachment" href="{url}">',
    "anchor attachment": '<a rel="attachment" href="{url}">x</a>',
}


@pytest.fixture
def server():
    """Answers nobody; whoever connects is seen by `is_asked`."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener


def is_asked(server):
    return select.select([server], [], [], 0)[0] == [server]


def printed(html, images=None, most_pages=3):
    return write(lay_out(html, styles=("papers.css",), images=images or {}, most_pages=most_pages))


@pytest.mark.parametrize("vector", VECTORS)
@pytest.mark.parametrize("kind", ["http", "file", "relative", "data", "unknown asset", "other document"])
def test_every_way_to_load_something_is_refused(vector, kind, tmp_path, server):
    canary = tmp_path / "canary.svg"
    canary.write_text('<svg xmlns="http://www.w3.org/2000/svg"><title>CANARY</title></svg>')
    urls = {
        "http": f"http://127.0.0.1:{server.getsockname()[1]}/canary.svg",
        "file": canary.as_uri(),
        "relative": "canary.svg",
        "data": "data:image/svg+xml,%3Csvg%20xmlns=%27http://www.w3.org/2000/svg%27/%3E",
        "unknown asset": "asset:../../../settings.py",
        "other document": "document:photo.jpg",
    }

    with pytest.raises(RefusedAddress):
        printed(VECTORS[vector].format(url=urls[kind]))

    assert not is_asked(server)


@pytest.mark.parametrize("vector", VECTORS)
def test_every_vector_reaches_the_fetcher(vector):
    asked = []

    class Recorder(AssetFetcher):
        def fetch(self, url, headers=None):
            asked.append(url)
            return super().fetch(url, headers)

    html = VECTORS[vector].format(url="http://127.0.0.1:9/x")

    with suppress(FatalURLFetchingError):
        HTML(string=html, url_fetcher=Recorder()).write_pdf()

    assert asked == ["http://127.0.0.1:9/x"]


def test_a_redirect_has_nothing_to_follow_it():
    fetcher = AssetFetcher()

    assert [name for name in vars(fetcher)["handlers"] if "Redirect" in type(name).__name__] == []


def test_opening_an_address_directly_is_refused_too():
    with pytest.raises(RefusedAddress, match="not an asset"):
        AssetFetcher().open("file:///etc/hostname")


@pytest.mark.parametrize("name", ["../press.py", "/etc/passwd", "", "fonts/PublicSans-Regular.ttf"])
def test_only_listed_names_are_assets(name):
    with pytest.raises(RefusedAddress):
        asset(name)


def test_images_of_a_document_are_served_by_name():
    response = AssetFetcher({"photo.jpg": b"bytes"}).fetch("document:photo.jpg")

    assert response.read() == b"bytes"


def test_too_many_pages_are_refused():
    with pytest.raises(TooManyPages, match="4 pages, at most 3"):
        printed('<p style="break-after: page">x</p>' * 3 + "<p>x</p>")


def test_a_refusal_leaves_the_press_usable():
    with pytest.raises(RefusedAddress):
        printed('<img src="x.png" alt="x">')

    assert pages(printed("<p>sesudahnya</p>")) == ["sesudahnya"]


def test_file_declares_archive_and_accessibility_and_holds_its_fonts():
    pdf = printed('<html lang="id"><head><title>Judul</title></head><body><h1>Kepala</h1><p>badan</p></body></html>')

    found = strings(pdf)
    assert all(fonts(pdf).values())
    assert len(fonts(pdf)) == 1
    assert 'pdfaid:part="3"' in found
    assert 'pdfaid:conformance="U"' in found
    assert 'pdfuaid:part="1"' in found
    assert "/StructTreeRoot" in found


def test_the_same_words_give_the_same_bytes_in_every_thread():
    html = "<h1>Kepala</h1><p>badan, <i>miring</i></p>"
    results = []
    threads = [threading.Thread(target=lambda: results.append(printed(html))) for _number in range(4)]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(results) == 4
    assert set(results) == {printed(html)}


def test_the_same_words_give_the_same_bytes_in_another_process():
    program = (
        "import hashlib; from printing.press import lay_out, write; "
        "document = lay_out('<p>badan</p>', styles=('papers.css',), images={}, most_pages=1); "
        "print(hashlib.sha256(write(document)).hexdigest())"
    )

    hashes = {
        subprocess.run(
            [sys.executable, "-c", program],
            capture_output=True,
            text=True,
            check=True,
            env={
                "PYTHONHASHSEED": seed,
                "PATH": "/usr/bin:/bin",
            },
        ).stdout
        for seed in ("1", "2")
    }

    assert len(hashes) == 1
    assert len(hashes.pop().strip()) == 64
