"""What an uploaded piece of evidence is, told by its content, and whether it may be kept.

A name proves nothing, so the content decides. Whatever can be read is read for a state-secret
mark before a byte of it is stored; what is locked cannot be checked and is refused.
"""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from pathlib import PurePosixPath

from django.conf import settings

import namro
from namro.errors import (
    DamagedDocument,
    DocumentTooLarge,
    LockedDocument,
    NamroError,
    SecretDocument,
    UnsupportedFormat,
)
from namro_web.foundation import secrecy
from namro_web.foundation.errors import Invalid
from namro_web.tasks import virus_scanner
from namro_web.tasks.parts import EvidenceFile

_OOXML = {
    "word/": ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "xl/": ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "ppt/": ("pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
}
_READABLE = {"pdf", "docx", "xlsx", "pptx", "txt"}
_ACCEPTED = (
    "PDF, Word (.docx), Excel (.xlsx), PowerPoint (.pptx), ảnh (.png, .jpg) hoặc văn bản (.txt)"
)


@dataclass(frozen=True, slots=True)
class AcceptedFile:
    """A file that may be kept as evidence."""

    name: str
    data: bytes
    content_type: str
    is_scanned: bool = False


def accept(file: EvidenceFile) -> AcceptedFile:
    """Look at an uploaded file and say what it is.

    Raises:
        Invalid: It is empty, too large, infected, of a kind that is not evidence, damaged, locked,
            or carries a state-secret mark (which is named; nothing of the file is kept).
        Unavailable: A virus scanner is set up and cannot be asked.
    """
    name = clean_name(file.name)
    limit = int(getattr(settings, "EVIDENCE_MAX_BYTES", 20 * 1024 * 1024))
    if not file.data:
        raise _refused("tasks.evidence-empty", f"Tệp “{name}” rỗng; hãy chọn tệp khác.")
    if len(file.data) > limit:
        raise _refused(
            "tasks.evidence-too-large",
            f"Tệp “{name}” nặng hơn {limit // (1024 * 1024)} MB; hãy nén ảnh hoặc chia tệp.",
        )
    _refuse_mark(
        namro.find_secrecy_in_name(name) or namro.find_secrecy_mark(name),
        what="Tên tệp",
        field="evidence",
    )
    # Before anything opens it.
    is_scanned = virus_scanner.must_be_clean(name, file.data)
    suffix, content_type = _kind_of(name, file.data)
    if suffix in _READABLE:
        _look_inside(name, suffix, file.data)
    return AcceptedFile(name, file.data, content_type, is_scanned)


def clean_name(name: str) -> str:
    """Give a file's own name, without folders or control characters."""
    base = PurePosixPath(name.replace("\\", "/")).name
    plain = "".join(letter for letter in base if letter.isprintable()).strip(" .")
    return plain[-255:] or "minh-chung"


def refuse_secrecy(text: str, *, what: str, field: str = "evidence") -> None:
    """Stop a text that carries a state-secret mark.

    Raises:
        Invalid: It does; the mark is named, the text is not repeated.
    """
    _refuse_mark(namro.find_secrecy_mark(text), what=what, field=field)


def _refuse_mark(mark: str | None, *, what: str, field: str) -> None:
    if mark:
        secrecy.note(mark, where=what)
        raise Invalid(
            "tasks.secret",
            f"{what} mang dấu mức độ mật “{mark}”. Hệ thống này không được lưu bí mật nhà nước; "
            "hãy xử lý theo quy định về bảo vệ bí mật nhà nước.",
            field=field,
        )


def _kind_of(name: str, data: bytes) -> tuple[str, str]:
    if data.startswith(b"%PDF-"):
        return "pdf", "application/pdf"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png", "image/png"
    if data.startswith(b"\xff\xd8\xff"):
        return "jpg", "image/jpeg"
    if data.startswith(b"PK\x03\x04"):
        return _office_kind(name, data)
    if _is_plain_text(data):
        return "txt", "text/plain; charset=utf-8"
    raise _refused(
        "tasks.evidence-kind", f"Tệp “{name}” không phải minh chứng đọc được; cần {_ACCEPTED}."
    )


def _office_kind(name: str, data: bytes) -> tuple[str, str]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.namelist()
    except (zipfile.BadZipFile, ValueError) as error:
        raise _refused("tasks.evidence-damaged", f"Tệp “{name}” bị hỏng, không mở được.") from error
    if any(member.endswith("vbaProject.bin") for member in members):
        raise _refused(
            "tasks.evidence-macro", f"Tệp “{name}” chứa macro; hãy lưu lại thành tệp không macro."
        )
    for folder, kind in _OOXML.items():
        if "[Content_Types].xml" in members and any(one.startswith(folder) for one in members):
            return kind
    raise _refused(
        "tasks.evidence-kind", f"Tệp “{name}” là tệp nén; hãy gửi từng tệp, loại {_ACCEPTED}."
    )


def _is_plain_text(data: bytes) -> bool:
    if b"\x00" in data or data.startswith(b"MZ"):
        return False
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    head = text[:200].lstrip().lower()
    return not head.startswith(("<!doctype", "<html", "<script", "<svg", "<?xml", "#!"))


def _look_inside(name: str, suffix: str, data: bytes) -> None:
    try:
        namro.read(data, name=name)
    except SecretDocument as error:
        secrecy.note(error.mark, where="nội dung tệp")
        raise Invalid(
            "tasks.secret",
            f"Tệp “{name}” mang dấu mức độ mật “{error.mark}”. Hệ thống này không được lưu bí mật "
            "nhà nước; tệp đã bị từ chối và không được giữ lại.",
            field="evidence",
        ) from error
    except LockedDocument as error:
        raise _refused(
            "tasks.evidence-locked",
            f"Tệp “{name}” đặt mật khẩu nên không kiểm tra được; hãy bỏ mật khẩu rồi gửi lại.",
        ) from error
    except UnsupportedFormat as error:
        # Slides are looked through and then left; anything else is not what it seemed to be.
        if suffix != "pptx":
            raise _refused(error.code, f"Tệp “{name}”: {error.message}") from error
    except (DamagedDocument, DocumentTooLarge) as error:
        raise _refused(error.code, f"Tệp “{name}”: {error.message}") from error
    except NamroError:
        # A scan without text, or an empty sheet: nothing to read, and still evidence.
        return


def _refused(code: str, message: str) -> Invalid:
    return Invalid(code, message, field="evidence")
