"""The papers of certification: certificate, statement of units, receipt, minutes.

Each paper's module has `check_printable(snapshot)`, which names every reason against printing, and
`render(snapshot)`. A snapshot holds every printed word, already formatted; its shape stands in
`snapshots`, what several papers say alike in `paper_words`. The words on paper are Indonesian
whatever language the reader has chosen.
"""
