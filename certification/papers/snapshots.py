"""The shape of each snapshot: JSON-able, every value a text that is printed as it stands.

Numbers, dates and hours are texts too: formatting is done once, when the paper is issued, so that
a later change of any rule changes no word of it.
"""

from typing import NotRequired, TypedDict


class Issuer(TypedDict):
    """The training center alone; `parent` is the body above it, printed where the paper has room.
    `address` is needed by every paper with a letterhead, which the certificate has not. `emblem` (a JPEG in base64)
    stands in the letterhead of papers that are printed anew each time; certificate and statement keep theirs.
    """

    name: str
    address: NotRequired[str]
    parent: NotRequired[str]
    emblem: NotRequired[str]


class Holder(TypedDict):
    """`birth` is the whole line ("Lahir di Rantau, 14 Februari 1996"); empty or absent: left out."""

    name: str
    birth: NotRequired[str]


class Program(TypedDict):
    """What the holder was trained in, named as the center names it."""

    name: str


class Fact(TypedDict):
    """One row of the certificate: what is told, and the words for it; `english` is the label in that language."""

    label: str
    value: str
    english: NotRequired[str]


class English(TypedDict):
    """The lines in English under those of the front."""

    given: str
    statement: str


class Unit(TypedDict):
    """A unit in which the holder is competent; `hours` in JP, `result` "K"."""

    code: str
    title: str
    hours: str
    result: str


class Signatory(TypedDict):
    """`office` in one or two lines; `number` with its kind ("NIP 1974...")."""

    office: list[str]
    name: str
    number: str


class Check(TypedDict):
    """`url` is coded in the QR (upper case codes smaller); `address` and the lines of `code` are read.

    `claims` are the facts that will be signed, `signed` the text of their symbol, which only the printing adds.
    """

    url: str
    address: str
    code: list[str]
    claims: NotRequired[str]
    signed: NotRequired[str]


class CertificateSnapshot(TypedDict):
    """`facts` are exactly four. `photo` is a JPEG in base64; without it `photo_frame` draws an empty
    frame to glue one in. `seal_note` is two lines, for files that carry an electronic seal.
    `issued_on` (ISO date) becomes the creation date of the file. `emblem` is a JPEG in base64; without it the neutral
    one is printed. With `english` each line of the front has one in that language under it.
    """

    issuer: Issuer
    number: str
    holder: Holder
    statement: str
    program: Program
    facts: list[Fact]
    units: list[Unit]
    total_hours: str
    place_date: str
    signatory: Signatory
    second: Signatory
    check: Check
    notes: list[str]
    foot: str
    photo: NotRequired[str]
    photo_frame: NotRequired[bool]
    seal_note: NotRequired[list[str]]
    issued_on: NotRequired[str]
    emblem: NotRequired[str]
    english: NotRequired[English]


class StatementSnapshot(TypedDict):
    """`person` is up to five rows; `notes` up to five lines, broken by the caller."""

    issuer: Issuer
    number: str
    opening: str
    person: list[Fact]
    finding: str
    units: list[Unit]
    total_hours: str
    notes: list[str]
    check: Check
    place_date: str
    signatory: Signatory
    issued_on: NotRequired[str]
    emblem: NotRequired[str]


class ReceiptRow(TypedDict):
    """`blank` is the serial of the pre-printed form; empty where plain paper is used."""

    name: str
    number: str
    blank: str


class Hand(TypedDict):
    """Who signs; an empty name is left to be written by hand."""

    role: str
    name: str


class ReceiptSnapshot(TypedDict):
    """`id` is the number of the list, in the QR too. `facts` up to six; `hands` left and right."""

    issuer: Issuer
    title: str
    id: str
    facts: list[Fact]
    lead_in: str
    rows: list[ReceiptRow]
    place_date: str
    hands: list[Hand]
    foot: str
    issued_on: NotRequired[str]


class MinutesRow(TypedDict):
    """One participant in the minutes."""

    name: str
    units: str
    present: str
    result: str


class Party(TypedDict):
    """Somebody who signs the minutes."""

    role: str
    name: str
    number: str


class MinutesSnapshot(TypedDict):
    """`pairs` are the signatures, two beside each other (the last pair may hold one)."""

    issuer: Issuer
    number: str
    subject: str
    opening: str
    items: list[str]
    rows: list[MinutesRow]
    closing: str
    place_date: str
    pairs: list[list[Party]]
    issued_on: NotRequired[str]
