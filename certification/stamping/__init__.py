"""Renders certificates two hundred times faster: WeasyPrint lays out once, then each holder's words are stamped in.

All certificates with the same number of units have the same boxes in the same places. WeasyPrint lays out one whose
words are marks (`compiling`); its output is kept as bytes with holes for the marks (`skeleton`), after a proof that
filling the holes gives what WeasyPrint itself would have written (`stamp_proof`). Words shared by a class are filled
in once (`framing`); each certificate then costs shaping a dozen short texts (`shaping`), one QR symbol (`symbols`) and
joining bytes (`writing`). Anything that cannot be stamped with certainty raises `Unstampable` and is rendered plainly;
`stamper` decides and counts. All knowledge of WeasyPrint's internals is in `internals`.
"""
