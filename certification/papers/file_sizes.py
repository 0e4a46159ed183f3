"""Files of one size for many papers: what is in them must not be guessed from how long they are."""

import re

STEP = 32 * 1024
_END = re.compile(rb"startxref\n(\d{1,10})\n%%EOF\n?\Z")


def padded(content: bytes) -> bytes:
    """The PDF filled up to the next multiple of `STEP` bytes, with a comment and the same end once more.

    Readers begin at the last end, and PDF/A lets nothing follow it. Raises ValueError if `content` has no such end.
    """
    found = _END.search(content[-64:])
    if not found:
        raise ValueError("not the end of a PDF")
    end = b"\nstartxref\n%b\n%%%%EOF\n" % found[1]
    # The comment needs its percent sign, on a line of its own.
    missing = -(len(content) + len(end) + 2) % STEP
    return b"%b\n%%%b%b" % (content, b" " * missing, end)
