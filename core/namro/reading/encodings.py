"""Turns the bytes of a text file into letters, or says why it cannot."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable

from namro.errors import DamagedDocument, UnsupportedFormat
from namro.reading.assembling import Mender
from namro.vietnamese.normalise import (
    compose,
    convert_legacy,
    find_legacy,
    is_modern,
    repair_mojibake,
    vietnamese_share,
)

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
_CONTROL_CODES = bytes(code for code in range(32) if code not in b"\t\n\x0b\x0c\r")
_MULTIBYTE = re.compile(rb"[\xc3-\xc6\xe1\xe2][\x80-\xbf]{1,2}")

BROKEN = (
    "Tệp văn bản bị lỗi bảng mã (có ký tự không đọc được). "
    "Hãy mở tệp bằng Word hoặc Notepad, lưu lại với bảng mã UTF-8 rồi gửi lại."
)
HAS_NUL = (
    "Tệp văn bản có ký tự rỗng (NUL), có thể đã hỏng khi sao chép. "
    "Hãy lấy lại tệp gốc, lưu với bảng mã UTF-8 rồi gửi lại."
)
NOT_TEXT = "Tệp không phải văn bản đọc được. Hãy gửi văn bản dạng .docx, .pdf, .xlsx, .html, .txt hoặc .md."


def decode_text(
    data: bytes, *, declared: str = "", legible: Callable[[str], str] = str
) -> tuple[str, list[str]]:
    """Decode a text file, whatever program of the last thirty years wrote it.

    Args:
        data: The file.
        declared: An encoding the file names itself; believed only when nothing better fits.
        legible: Gives the words of a marked-up text, for judging whether they are Vietnamese.

    Returns:
        The text in composed Unicode with ``\\n`` line ends, and what had to be converted.

    Raises:
        DamagedDocument: Bytes that no encoding explains, or NUL characters.
        UnsupportedFormat: Not a text at all.
    """
    notes: list[str] = []
    text = _decoded(data, declared, legible, notes)
    if "\x00" in text:
        raise DamagedDocument(HAS_NUL)
    controls = len(_CONTROL.findall(text[:100_000]))
    if controls > 8 and controls * 50 > len(text[:100_000]):
        raise UnsupportedFormat(NOT_TEXT)
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    text, repaired = repair_text(text)
    return text, notes + repaired


def repair_text(text: str) -> tuple[str, list[str]]:
    """Compose letters and undo legacy encodings in an already decoded text."""
    notes: list[str] = []
    mended = repair_mojibake(text)
    if mended != text:
        notes.append("Đã sửa chữ bị lỗi bảng mã (UTF-8 lưu nhầm thành chữ Tây Âu).")
    legacy = find_legacy(mended)
    if legacy is not None:
        mended = convert_legacy(mended, legacy)
        notes.append(f"Đã chuyển chữ từ bảng mã {legacy} sang Unicode.")
    return compose(mended), notes


def find_mender(text: str) -> tuple[Mender, str] | None:
    """Find what undoes a legacy encoding in a text gathered from a file of another kind.

    Returns:
        The repair for one paragraph and a sentence about it, or None when the text is sound.
    """
    if repair_mojibake(text) != text:
        return repair_mojibake, "Đã sửa chữ bị lỗi bảng mã (UTF-8 lưu nhầm thành chữ Tây Âu)."
    legacy = find_legacy(text)
    if legacy is None:
        return None
    return (
        lambda part: part if is_modern(part) else convert_legacy(part, legacy),
        f"Đã chuyển chữ từ bảng mã {legacy} sang Unicode.",
    )


def _decoded(data: bytes, declared: str, legible: Callable[[str], str], notes: list[str]) -> str:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            try:
                return data[len(mark) :].decode(encoding)
            except UnicodeDecodeError:
                raise DamagedDocument(BROKEN) from None
    wide = _wide_encoding(data)
    if wide:
        try:
            return data.decode(wide)
        except UnicodeDecodeError:
            raise DamagedDocument(BROKEN) from None
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    if b"\x00" in data:
        # Many control codes are a program or a picture; a few are a text damaged on its way.
        if (len(data) - len(data.translate(None, _CONTROL_CODES))) * 50 > len(data):
            raise UnsupportedFormat(NOT_TEXT)
        raise DamagedDocument(HAS_NUL)
    return _single_byte(data, declared, legible, notes)


def _wide_encoding(data: bytes) -> str:
    """Recognise UTF-16 without a mark by the zero half of its Western letters."""
    sample = data[:2000]
    if len(sample) < 8 or len(data) % 2:
        return ""
    half = len(sample) // 2
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if odd > 0.4 * half and even < 0.02 * half:
        return "utf-16-le"
    if even > 0.4 * half and odd < 0.02 * half:
        return "utf-16-be"
    return ""


def _single_byte(
    data: bytes, declared: str, legible: Callable[[str], str], notes: list[str]
) -> str:
    high = sum(byte > 0x7F for byte in data)
    stray = high - sum(len(found) for found in _MULTIBYTE.findall(data))
    if stray * 4 < high:
        # Mostly good UTF-8 with a few bytes lost: guessing would change words without a word.
        raise DamagedDocument(BROKEN)
    western = _western(data)
    if find_legacy(legible(western)) is not None:
        return western
    candidates: list[tuple[float, str, str]] = []
    for encoding in dict.fromkeys((declared.lower(), "cp1252", "cp1258")):
        if not encoding or encoding in ("utf-8", "utf8"):
            continue
        try:
            text = western if encoding == "cp1252" else compose(data.decode(encoding))
        except (UnicodeDecodeError, LookupError):
            continue
        share, words = vietnamese_share(legible(text[:80_000]))
        if words and not _CONTROL.search(text):
            candidates.append((share, encoding, text))
    share, encoding, text = max(candidates, default=(0.0, "", ""), key=lambda found: found[0])
    if share < 0.6:
        raise DamagedDocument(BROKEN)
    if encoding == "cp1258":
        notes.append("Đã chuyển chữ từ bảng mã Windows-1258 sang Unicode.")
    return text


def _western(data: bytes) -> str:
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError:
        return data.decode("latin-1")
