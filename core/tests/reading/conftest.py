"""Small files of every format, built in memory."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import pytest
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
CONTENT_TYPES = """<?xml version="1.0"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="xml" ContentType="application/xml"/>
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Override PartName="/word/document.xml"
 ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>
</Types>"""
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def zipped(parts: dict[str, str | bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as container:
        for name, content in parts.items():
            container.writestr(name, content)
    return target.getvalue()


@pytest.fixture(scope="session")
def make_docx() -> Callable[..., bytes]:
    """Give a builder: the body's XML, and whole extra parts by kind (styles, numbering, header)."""

    def build(body: str, *, raw: str = "", **parts: str) -> bytes:
        links = "".join(
            f'<Relationship Id="r{kind}" Type="{RELATIONS}/{kind}" Target="{kind}.xml"/>'
            for kind in parts
        )
        files: dict[str, str | bytes] = {
            "[Content_Types].xml": CONTENT_TYPES,
            "_rels/.rels": f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="r1" Type="{RELATIONS}/officeDocument" Target="word/document.xml"/></Relationships>',
            "word/_rels/document.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f"{links}</Relationships>",
            "word/document.xml": raw or f"<w:document {W}><w:body>{body}</w:body></w:document>",
        }
        for kind, content in parts.items():
            files[f"word/{kind}.xml"] = content
        return zipped(files)

    return build


FONT = "/usr/share/fonts/truetype/dejavu/DejaVuSerif.ttf"


@pytest.fixture(scope="session")
def make_pdf() -> Callable[..., bytes]:
    """Give a builder: lines of text at places, straight lines, on one or more pages."""
    pytest.importorskip("reportlab")
    try:
        pdfmetrics.registerFont(TTFont("Viet", FONT))
    except Exception:  # noqa: BLE001 - reportlab has its own error class for a missing file
        pytest.skip("needs the DejaVu fonts (fonts-dejavu)")

    def build(
        *pages: list[tuple[float, float, str]],
        rules: list[tuple[float, float, float, float]] | None = None,
        size: float = 12,
        password: str | None = None,
    ) -> bytes:
        target = io.BytesIO()
        canvas = Canvas(target, pagesize=(595, 842), encrypt=password)
        for page in pages:
            canvas.setFont("Viet", size)
            for x, y, text in page:
                canvas.drawString(x, 842 - y, text)
            for x0, y0, x1, y1 in rules or []:
                canvas.line(x0, 842 - y0, x1, 842 - y1)
            canvas.showPage()
        canvas.save()
        return target.getvalue()

    return build


@pytest.fixture(scope="session")
def make_zip() -> Callable[[dict[str, str | bytes]], bytes]:
    """Give a builder of ZIP containers."""
    return zipped
