"""Files that must be refused at the door, each made in a few lines."""

from __future__ import annotations

import io
import zipfile

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen import canvas

CONTENT_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/word/document.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
RELATIONS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="word/document.xml"/></Relationships>'
)
WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def word_file(body: str, *, prologue: str = "", compress: bool = True) -> bytes:
    """Make a DOCX from the XML of its body."""
    out = io.BytesIO()
    kind = zipfile.ZIP_DEFLATED if compress else zipfile.ZIP_STORED
    with zipfile.ZipFile(out, "w", kind) as archive:
        archive.writestr("[Content_Types].xml", CONTENT_TYPES)
        archive.writestr("_rels/.rels", RELATIONS)
        archive.writestr(
            "word/document.xml",
            f'<?xml version="1.0"?>{prologue}<w:document {WORD}><w:body>{body}</w:body></w:document>',
        )
    return out.getvalue()


def zip_bomb() -> bytes:
    """A DOCX of a few kilobytes that unpacks to hundreds of megabytes."""
    return word_file(f"<w:p><w:r><w:t>{'0' * 300_000_000}</w:t></w:r></w:p>")


def nested_tables(depth: int = 10_000) -> bytes:
    """A table in a table in a table."""
    cell = "<w:tbl><w:tr><w:tc>"
    end = "<w:p/></w:tc></w:tr></w:tbl>"
    return word_file(f"{cell * depth}<w:p><w:r><w:t>x</w:t></w:r></w:p>{end * depth}")


def external_entities() -> bytes:
    """A DOCX that asks its reader to fetch a file of the machine."""
    return word_file(
        "<w:p><w:r><w:t>&secret;</w:t></w:r></w:p>",
        prologue='<!DOCTYPE d [<!ENTITY secret SYSTEM "file:///etc/passwd">]>',
    )


def plain_zip() -> bytes:
    """A ZIP that is no document."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("anh.txt", "xin chào")
    return out.getvalue()


def locked_pdf() -> bytes:
    """A PDF that opens with a password only."""
    out = io.BytesIO()
    page = canvas.Canvas(out, pagesize=A4, encrypt="mat-khau")
    page.drawString(72, 700, "KE HOACH")
    page.save()
    return out.getvalue()


def locked_word() -> bytes:
    """The head of an encrypted Office file: a compound file with an EncryptedPackage in it."""
    magic = bytes.fromhex("d0cf11e0a1b11ae1")
    names = "EncryptedPackage".encode("utf-16-le") + "EncryptionInfo".encode("utf-16-le")
    return magic + bytes(504) + names.ljust(512, b"\0") + bytes(2048)


def scanned_pdf() -> bytes:
    """A PDF whose pages are pictures."""
    from PIL import Image
    from reportlab.lib.utils import ImageReader

    out = io.BytesIO()
    page = canvas.Canvas(out, pagesize=A4)
    picture = Image.new("RGB", (600, 800), (240, 240, 235))
    page.drawImage(ImageReader(picture), 0, 0, width=A4[0], height=A4[1])
    page.save()
    return out.getvalue()
