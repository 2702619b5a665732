"""Corrects what WeasyPrint 70 leaves out, so that one file is PDF/A-3a and PDF/UA-1.

WeasyPrint knows one variant per file and reaches A-3a. Missing for UA-1 are the identifier with its
extension schema and the scope of table heads; besides, boxes of figures come in CSS pixels from the
top, while PDF counts points from the bottom. This reaches into WeasyPrint's objects: the version is
pinned and `tests/core/test_pdf.py` has every file judged by a validator.
"""

from collections.abc import Iterator
from typing import Any

POINTS_PER_PIXEL = 0.75

UA_METADATA = b"""
<rdf:Description xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" rdf:about="">
<pdfuaid:part>1</pdfuaid:part>
</rdf:Description>
<rdf:Description xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#" rdf:about="">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
"""
END_OF_METADATA = b"</rdf:RDF>"


def finish(document: Any, pdf: Any) -> None:
    """`finisher` of WeasyPrint's `write_pdf`: called right before the file is written."""
    _declare_accessibility(pdf)
    _scope_table_heads(document)
    _measure_figures(pdf)


def _declare_accessibility(pdf: Any) -> None:
    metadata = _object(pdf, pdf.catalog["Metadata"])
    content = b"".join(metadata.stream)
    if content.count(END_OF_METADATA) != 1:
        raise ValueError("unexpected metadata")
    metadata.stream = [content.replace(END_OF_METADATA, UA_METADATA + END_OF_METADATA)]
    metadata.compress = False  # readable for programs that know nothing of PDF


def _scope_table_heads(document: Any) -> None:
    for page in document.pages:
        for box in _boxes(page._page_box):
            mark = getattr(box, "mark", None)
            if mark is not None and mark["S"] == "/TH":
                of_row = box.element.get("scope") == "row"
                mark["A"]["Scope"] = "/Row" if of_row else "/Column"


def _boxes(box: Any) -> Iterator[Any]:
    box = getattr(box, "_box", box)  # an absolutely positioned box stands behind a placeholder
    yield box
    for child in getattr(box, "children", ()):
        yield from _boxes(child)


def _measure_figures(pdf: Any) -> None:
    for found in pdf.objects:
        if isinstance(found, dict) and found.get("S") == "/Figure":
            height = _object(pdf, found["Pg"])["MediaBox"][3]
            left, top, right, bottom = (edge * POINTS_PER_PIXEL for edge in found["A"]["BBox"])
            found["A"]["BBox"][:] = [left, height - bottom, right, height - top]


def _object(pdf: Any, reference: bytes) -> Any:
    return pdf.objects[int(reference.split()[0])]
