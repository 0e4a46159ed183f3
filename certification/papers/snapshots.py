"""Snapshot shapes: JSON-able, every value a text printed as it is.

Numbers, dates and times are texts too: they are formatted once, at issue, so that later changes of the rules do not
affect them.
"""

from typing import NotRequired, TypedDict


class Issuer(TypedDict):
    """The training center alone.

    `parent` is the body above it, printed if there is room. `address` is required by every paper with a letterhead, so
    not by the certificate. `emblem` (base64 JPEG) is in the letterhead of papers reprinted from current data;
    certificate and statement store theirs.
    """

    name: str
    address: NotRequired[str]
    parent: NotRequired[str]
    emblem: NotRequired[str]


class Holder(TypedDict):
    """`birth` is the whole line ("Lahir di Rantau, 14 Februari 1996"); omitted if empty or absent."""

    name: str
    birth: NotRequired[str]


class Program(TypedDict):
    """The holder's program, as named by the center."""

    name: str


class Fact(TypedDict):
    """One row of facts on the certificate: label, value, and the label in English."""

    label: str
    value: str
    english: NotRequired[str]


class English(TypedDict):
    """The English lines below those of the front."""

    given: str
    statement: str


class Unit(TypedDict):
    """A unit in which the holder is competent; `hours` in JP, `result` "K"."""

    code: str
    title: str
    hours: str
    result: str


class Signatory(TypedDict):
    """`office` has one or two lines; `number` includes its kind ("NIP 1974...")."""

    office: list[str]
    name: str
    number: str


class Check(TypedDict):
    """`url` is the QR content (upper case is more compact); `address` and the lines of `code` are for reading.

    `claims` are the facts to be signed; `signed` is the symbol's text, added only for printing.
    """

    url: str
    address: str
    code: list[str]
    claims: NotRequired[str]
    signed: NotRequired[str]


class CertificateSnapshot(TypedDict):
    """Printed words of a certificate.

    `facts` are exactly four. `photo` is a base64 JPEG; without it, `photo_frame` draws an empty frame for gluing one
    in. `seal_note` has two lines, for files with an electronic seal. `issued_on` (ISO date) becomes the creation date
    of the file. `emblem` is a base64 JPEG; without it, the neutral one is printed. `english` adds an English line
    below each line of the front.
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
    """`person` has up to five rows; `notes` up to five lines, already broken."""

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


class Subject(TypedDict):
    """What was taught; `hours` in JP."""

    title: str
    hours: str


class AttendanceSnapshot(TypedDict):
    """Printed words of a paper of attendance; `person` and `notes` as in a statement."""

    issuer: Issuer
    number: str
    opening: str
    person: list[Fact]
    finding: str
    subjects: list[Subject]
    total_hours: str
    notes: list[str]
    check: Check
    place_date: str
    signatory: Signatory
    issued_on: NotRequired[str]
    emblem: NotRequired[str]


class ReceiptRow(TypedDict):
    """`blank` is the serial of the pre-printed form; empty for plain paper."""

    name: str
    number: str
    blank: str


class Hand(TypedDict):
    """A signatory; an empty name is left to be filled in by hand."""

    role: str
    name: str


class ReceiptSnapshot(TypedDict):
    """`id` is the number of the list, also in the QR code. `facts` has up to six rows; `hands` sign left and right."""

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
    """A signatory of the minutes."""

    role: str
    name: str
    number: str


class MinutesSnapshot(TypedDict):
    """`pairs` are signatories side by side (the last pair may have one)."""

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
