"""Why something cannot be stamped."""


class Unstampable(Exception):
    """This certificate, or every one of its shape, must be rendered plainly; counted by `kind`.

    `shape`: the layout cannot be compiled; `unproven`: it differs from plain rendering; `glyph`: a text needs letters
    outside the repertoire; `width`: a text is wider than its box; `picture`: a photo of unusual proportions; `symbol`:
    a QR code larger than the paper allows; `refused`: plain rendering will refuse it too; `error`: a bug in stamping,
    which is logged.
    """

    def __init__(self, kind: str, why: str) -> None:
        super().__init__(why)
        self.kind = kind
