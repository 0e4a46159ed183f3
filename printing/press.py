"""Turns our HTML into tagged PDF/A-3u with every font embedded and reproducible bytes."""

import threading
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from weasyprint import CSS, HTML
from weasyprint.document import Document
from weasyprint.pdf.metadata import DocumentMetadata
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError

from printing.asset_fetcher import SCHEME, AssetFetcher, RefusedAddress, asset

VARIANT = "pdf/a-3u"

# PDF/A requires a description of properties outside its own schemas; the PDF/UA identifier is one.
_UA_MARK = b"""<rdf:Description xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" rdf:about=""
 xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#"
 pdfuaid:part="1"><pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource"><pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType><pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 followed</pdfaProperty:description></rdf:li></rdf:Seq>
</pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description></rdf:RDF>"""


class TooManyPages(Exception):
    """The document has more pages than its paper allows."""


class _Metadata(DocumentMetadata):
    """Adds the PDF/UA-1 identifier, which WeasyPrint otherwise writes only instead of that of PDF/A."""

    def generate_rdf_metadata(self, *arguments: object) -> bytes:
        rdf: bytes = super().generate_rdf_metadata(*arguments)
        return rdf.replace(b"</rdf:RDF>", _UA_MARK)


class _Press:
    """Fonts and parsed style sheets, kept between documents. Belongs to one thread: Pango's font map must not be
    shared. Images are not kept, since they hold on to their document.
    """

    def __init__(self) -> None:
        self.fonts = FontConfiguration()
        self._styles: dict[str, CSS] = {}

    def style(self, name: str) -> CSS:
        if name not in self._styles:
            self._styles[name] = CSS(
                string=asset(name).decode(), base_url=SCHEME, font_config=self.fonts, url_fetcher=AssetFetcher()
            )
        return self._styles[name]

    def document(self, html: str, styles: Sequence[str], images: Mapping[str, bytes], most_pages: int) -> Document:
        source = HTML(string=html, base_url=SCHEME, url_fetcher=AssetFetcher(images))
        document = source.render(
            stylesheets=[self.style(name) for name in ("fonts.css", *styles)],
            font_config=self.fonts,
            pdf_variant=VARIANT,
            pdf_tags=True,
        )
        if len(document.pages) > most_pages:
            raise TooManyPages(f"{len(document.pages)} pages, at most {most_pages}")
        document.metadata = _Metadata(**vars(document.metadata))
        return document


_local = threading.local()


def lay_out(html: str, *, styles: Sequence[str], images: Mapping[str, bytes], most_pages: int) -> Document:
    """Lays out `html` with our style sheets `styles` (names of assets); the document must be written by the same
    thread.

    `images` are served as `document:<name>`. Raises `RefusedAddress` if the document requests anything else and
    `TooManyPages` beyond `most_pages`.
    """
    # Loading fonts and style sheets takes longer than a certificate, so each thread keeps them.
    if not hasattr(_local, "press"):
        _local.press = _Press()
    try:
        document: Document = _local.press.document(html, styles, images, most_pages)
    except FatalURLFetchingError as error:
        # It derives from BaseException: uncaught it would end a worker, not just a document.
        raise RefusedAddress(str(error)) from error
    return document


def write(document: Document, finisher: Callable[[Document, Any], None] | None = None) -> bytes:
    """The PDF of a laid-out document. `finisher` sees its objects before they are written."""
    try:
        result: bytes = document.write_pdf(pdf_variant=VARIANT, pdf_tags=True, finisher=finisher)
    except FatalURLFetchingError as error:
        raise RefusedAddress(str(error)) from error
    # Pictures inside SVG swallow the fetcher's error. It records them, so that nothing is printed with a gap.
    if document.url_fetcher.refused:
        raise RefusedAddress(", ".join(document.url_fetcher.refused))
    return result


def write_together(documents: Sequence[Document]) -> bytes:
    """One PDF of documents laid out by this thread; each keeps its own page numbers."""
    first = documents[0]
    result = write(first.copy([page for document in documents for page in document.pages]))
    # Only the first document's fetcher goes into the copy.
    if refused := [url for document in documents for url in document.url_fetcher.refused]:
        raise RefusedAddress(", ".join(refused))
    return result
