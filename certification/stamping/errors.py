"""Why something is not stamped."""


class Unstampable(Exception):
    """This certificate, or every one of its shape, has to be printed the plain way; `kind` is counted.

    `shape` the layout cannot be compiled, `unproven` it differs from plain printing, `glyph` a text needs letters
    outside the repertoire, `width` a text is wider than its box, `picture` a photo of unusual proportions,
    `symbol` a QR code beyond what the paper carries, `refused` the plain way will refuse it too, `error` a defect
    of stamping, which the log tells.
    """

    def __init__(self, kind: str, why: str) -> None:
        super().__init__(why)
        self.kind = kind
