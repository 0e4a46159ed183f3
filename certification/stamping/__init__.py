"""Certificates at a two-hundredth of the price: laid out once by WeasyPrint, then stamped with each holder's words.

All certificates with as many units have the same boxes in the same places. So WeasyPrint lays out one whose words are
marks (`compiling`); what it wrote is kept as bytes with holes where the marks stood (`skeleton`), after a proof that
filling the holes gives what WeasyPrint itself would have written (`stamp_proof`). What a class has in common is filled
in once (`framing`), and each certificate then costs the shaping of a dozen short texts (`shaping`), one QR symbol
(`symbols`) and a join of bytes (`writing`). Whatever cannot be stamped with certainty raises `Unstampable` and is
printed the plain way; `stamper` decides and counts. `internals` holds all that is known of WeasyPrint's inside.
"""
