"""Files are filled up to sizes that many share, and stay whole."""

import re
import subprocess

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from certification.papers import certificate_paper
from certification.papers.file_sizes import STEP, padded
from tests.papers import pages, sample

END = b"\nstartxref\n9\n%%EOF\n"


@pytest.fixture(scope="module")
def paper():
    return certificate_paper.render(sample("certificate"))


@given(st.integers(0, 3 * STEP))
def test_any_file_ends_at_a_step_and_keeps_what_it_was(length):
    content = b"x" * length + END

    found = padded(content)

    assert (len(found) % STEP, found.startswith(content), found.endswith(END)) == (0, True, True)
    assert len(found) - len(content) < STEP + len(END) + 2


@pytest.mark.parametrize("content", [b"", b"%PDF", b"startxref\n9\n%%EOF\n more", b"startxref\n-9\n%%EOF\n"])
def test_what_does_not_end_as_a_pdf_is_refused(content):
    with pytest.raises(ValueError, match="end of a PDF"):
        padded(content)


def test_filled_paper_reads_as_before_and_holds_no_second_end_of_another_table(paper, tmp_path):
    file = tmp_path / "paper.pdf"
    file.write_bytes(padded(paper))

    checked = subprocess.run(["qpdf", "--check", file], capture_output=True, text=True)

    assert (checked.returncode, checked.stderr) == (0, "")
    assert pages(file.read_bytes()) == pages(paper)
    assert len(set(re.findall(rb"startxref\n(\d+)\n", file.read_bytes()))) == 1
    with pikepdf.open(file) as document:
        assert len(document.pages) == len(pages(paper))
