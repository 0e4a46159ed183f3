"""Papers of certification: certificate, statement of units, receipt, minutes.

Each paper module has `check_printable(snapshot)`, which returns every reason against printing, and `render(snapshot)`.
A snapshot holds all printed words, already formatted; `snapshots` defines the shapes, `paper_words` the shared
wording. Papers are always in Indonesian.
"""
