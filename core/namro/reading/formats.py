"""Says what a file is by its content; names and declared types are often wrong."""

from __future__ import annotations

import html
import io
import re
import zipfile
import zlib
from enum import StrEnum

from namro.errors import (
    DamagedDocument,
    DocumentTooLarge,
    EmptyDocument,
    LockedDocument,
    SecretDocument,
    UnsupportedFormat,
)
from namro.reading.budgets import Budgets
from namro.vietnamese.secrecy import LAW, find_secrecy_mark


class Kind(StrEnum):
    """The ways a file can be read."""

    TEXT = "text"
    HTML = "html"
    DOCX = "docx"
    XLSX = "xlsx"
    PDF = "pdf"


_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ACCEPTED = ".docx, .pdf, .xlsx, .html, .txt hoặc .md"

_OTHERS: tuple[tuple[bytes, str], ...] = (
    (b"MZ", "Tệp là chương trình máy tính, không phải văn bản"),
    (b"\x7fELF", "Tệp là chương trình máy tính, không phải văn bản"),
    (b"Rar!", "Tệp là tệp nén RAR"),
    (b"7z\xbc\xaf\x27\x1c", "Tệp là tệp nén 7z"),
    (b"\x1f\x8b", "Tệp là tệp nén GZIP"),
    (b"BZh", "Tệp là tệp nén BZIP2"),
    (b"\x89PNG", "Tệp là ảnh"),
    (b"\xff\xd8\xff", "Tệp là ảnh"),
    (b"GIF8", "Tệp là ảnh"),
    (b"II*\x00", "Tệp là ảnh"),
    (b"MM\x00*", "Tệp là ảnh"),
    (b"BM", "Tệp là ảnh"),
    (b"{\\rtf", "Tệp là văn bản RTF"),
)
_HTML = re.compile(
    rb"^\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|meta|table|div|p|style|title)[\s>:]",
    re.IGNORECASE | re.DOTALL,
)
_TAG = re.compile(r"<[^<>]*>")
_TAGS = re.compile(
    rb"<(?:html|body|table|div|p|span|br|td|tr|h[1-6]|style|meta)[\s>/:]", re.IGNORECASE
)


def find_kind(data: bytes, budgets: Budgets) -> Kind:
    """Say how to read a file, looking only at what it contains.

    Raises:
        EmptyDocument: Nothing in it.
        LockedDocument: An Office file behind a password.
        UnsupportedFormat: Something else than a document we read.
        DamagedDocument: A container that cannot be opened.
        DocumentTooLarge: A container that would unpack beyond the budgets.
    """
    if not data.strip(b"\x00\t\n\r\x0b\x0c \xef\xbb\xbf\xff\xfe"):
        raise EmptyDocument("Tệp rỗng, không có nội dung. Hãy kiểm tra và gửi lại đúng tệp.")
    if b"%PDF-" in data[:1024]:
        return Kind.PDF
    if data.startswith(b"PK\x03\x04"):
        return _zip_kind(data, budgets)
    if data.startswith(b"PK"):
        raise UnsupportedFormat(f"Tệp là tệp nén ZIP trống. Hãy gửi văn bản dạng {_ACCEPTED}.")
    if data.startswith(_OLE):
        _refuse_ole(data)
    for sign, sentence in _OTHERS:
        if data.startswith(sign) and not (sign in (b"MZ", b"BM") and _reads_as_text(data)):
            raise UnsupportedFormat(f"{sentence}. {_advice(sentence)}")
    head = data[:4096]
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        head = head.replace(b"\x00", b"")[2:]
    if head.startswith(b"\xef\xbb\xbf"):
        head = head[3:]
    if b"<w:wordDocument" in head or b'progid="Word.Document"' in head:
        raise UnsupportedFormat(
            "Tệp là XML của Word 2003. Hãy mở bằng Word, lưu lại thành .docx rồi gửi lại."
        )
    if _HTML.match(head) and _TAGS.search(data[:200_000].replace(b"\x00", b"")):
        return Kind.HTML
    return Kind.TEXT


def _advice(sentence: str) -> str:
    if "ảnh" in sentence:
        return "Hãy quét văn bản thành PDF rồi gửi lại."
    if "RTF" in sentence:
        return "Hãy mở bằng Word, lưu lại thành .docx rồi gửi lại."
    if "nén" in sentence:
        return f"Hãy giải nén rồi gửi từng văn bản dạng {_ACCEPTED}."
    return f"Hãy gửi văn bản dạng {_ACCEPTED}."


def _reads_as_text(data: bytes) -> bool:
    """Two letters are no proof: a text may well begin with "BM" or "MZ"."""
    return b"\x00" not in data[:4096]


def _refuse_ole(data: bytes) -> None:
    def named(name: str) -> bool:
        return name.encode("utf-16-le") in data

    if named("EncryptedPackage") or named("EncryptionInfo"):
        raise LockedDocument(
            "Tệp có mật khẩu. Hãy mở bằng Word hoặc Excel, bỏ mật khẩu, lưu lại rồi gửi lại."
        )
    if named("WordDocument"):
        raise UnsupportedFormat(
            "Tệp là văn bản Word đời cũ (.doc). Hãy mở bằng Word, chọn Lưu thành .docx rồi gửi lại."
        )
    if named("Workbook") or named("Book"):
        raise UnsupportedFormat(
            "Tệp là bảng tính Excel đời cũ (.xls). Hãy mở bằng Excel, chọn Lưu thành .xlsx rồi gửi lại."
        )
    raise UnsupportedFormat(
        f"Tệp thuộc loại Office đời cũ không đọc được. Hãy lưu lại thành {_ACCEPTED} rồi gửi lại."
    )


def _zip_kind(data: bytes, budgets: Budgets) -> Kind:
    with open_container(data, budgets) as container:
        names = set(container.namelist())
        if "mimetype" in names:
            kind = read_part(container, "mimetype", budgets)[:80]
            if kind.startswith(b"application/vnd.oasis.opendocument"):
                raise UnsupportedFormat(
                    "Tệp là OpenDocument. Hãy mở bằng LibreOffice, lưu lại thành .docx hoặc .xlsx rồi gửi lại."
                )
        if "[Content_Types].xml" in names:
            types = read_part(container, "[Content_Types].xml", budgets)
            if b"wordprocessingml" in types or b"ms-word.document" in types:
                return Kind.DOCX
            if b"spreadsheetml" in types or b"ms-excel" in types:
                return Kind.XLSX
            if b"presentationml" in types:
                _refuse_secret_slides(container, budgets)
                raise UnsupportedFormat(
                    f"Tệp là bài trình chiếu PowerPoint. Hãy gửi văn bản dạng {_ACCEPTED}."
                )
        if "word/document.xml" in names:
            return Kind.DOCX
        if "xl/workbook.xml" in names:
            return Kind.XLSX
    raise UnsupportedFormat(
        f"Tệp là tệp nén ZIP, không phải văn bản Word. Hãy giải nén rồi gửi văn bản dạng {_ACCEPTED}."
    )


_SLIDE = re.compile(r"ppt/(?:slides|slideMasters|slideLayouts|notesSlides)/[^/]+\.xml")
_PARAGRAPH = re.compile(r"</a:p>")


def _refuse_secret_slides(container: zipfile.ZipFile, budgets: Budgets) -> None:
    """Slides are not read as documents, but where they are kept they must carry no mark."""
    for name in container.namelist():
        if not _SLIDE.fullmatch(name):
            continue
        content = read_part(container, name, budgets).decode("utf-8", "replace")
        budgets.check_characters(len(content))
        paragraphs = (_TAG.sub("", piece) for piece in _PARAGRAPH.split(content))
        refuse_secret(find_secrecy_mark("\n".join(map(html.unescape, paragraphs))))


def refuse_secret(mark: str | None) -> None:
    """Stop a document that carries a state-secret mark.

    Raises:
        SecretDocument: It does; the mark is named, nothing else of the document.
    """
    if mark is not None:
        raise SecretDocument(
            f"Văn bản có dấu chỉ độ mật “{mark}”. Theo {LAW}, không được đưa bí mật nhà nước lên hệ "
            "thống này; tệp không được lưu. Hãy xử lý văn bản theo quy định về bảo vệ bí mật nhà nước.",
            mark=mark,
        )


_DAMAGED = "Tệp bị hỏng hoặc tải về chưa đủ, không mở được. Hãy mở thử bằng Word hoặc Excel, lưu lại rồi gửi lại."
_BOMB = (
    "Tệp nén bung ra quá lớn so với dung lượng của nó. "
    "Hãy mở bằng Word hoặc Excel, lưu lại thành tệp mới rồi gửi lại."
)


def open_container(data: bytes, budgets: Budgets) -> zipfile.ZipFile:
    """Open an Office container after looking at what it says it will unpack to."""
    try:
        container = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, EOFError) as error:
        raise DamagedDocument(_DAMAGED) from error
    parts = container.infolist()
    if len(parts) > budgets.parts:
        raise DocumentTooLarge(_BOMB)
    total = 0
    for part in parts:
        total += part.file_size
        if total > budgets.unzipped_bytes:
            raise DocumentTooLarge(_BOMB)
        if part.flag_bits & 0x1:
            raise LockedDocument("Tệp có mật khẩu. Hãy bỏ mật khẩu, lưu lại rồi gửi lại.")
        if part.file_size > 1_000_000 and part.file_size > budgets.unzip_ratio * max(
            part.compress_size, 1
        ):
            raise DocumentTooLarge(_BOMB)
    return container


def read_part(container: zipfile.ZipFile, name: str, budgets: Budgets) -> bytes:
    """Unpack one part, never more of it than its budget, whatever its header claims."""
    try:
        info = container.getinfo(name)
        with container.open(info) as stream:
            limit = budgets.unzipped_bytes
            content = stream.read(limit + 1)
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        OSError,
        ValueError,
        KeyError,
        RuntimeError,
        NotImplementedError,
    ) as error:
        raise DamagedDocument(_DAMAGED) from error
    if len(content) > limit:
        raise DocumentTooLarge(_BOMB)
    return content
