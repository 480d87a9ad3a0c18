"""Recognises state-secret marks, and the innocent words that look like them.

A document marked Mật, Tối mật or Tuyệt mật must not be held on an ordinary system (Luật Bảo vệ bí
mật nhà nước 117/2025/QH15). A mark is a stamp: it stands alone on its line, in its cell, in a
bracket, or behind "Độ mật:". The same syllables inside a sentence (bảo mật, mật khẩu, mật độ, "trừ
văn bản mật") are ordinary words.

The rule, case by case. What is refused is a mark, never the word in a sentence:

| Written | A mark? | Because |
|---|---|---|
| ``MẬT``, ``Tối mật``, ``[ TUYỆT MẬT ]`` | yes | stands alone on its line, in its cell or bracket |
| ``M Ậ T``, ``M.Ậ.T``, ``M_Ậ_T``, one letter to a line | yes | a stamp set wide is a stamp |
| ``Độ mật: Mật``, ``Cấp độ: Tối mật`` | yes | declares a level |
| ``MẬT: Kế hoạch …``, ``Kế hoạch … - TỐI MẬT``, ``Kế hoạch … (Mật)`` | yes | put before or behind a title as a stamp is |
| ``Số: 12/KH-UBND   MẬT``, ``TÀI LIỆU MẬT`` | yes | beside the number, or naming the paper's kind |
| the same in Cyrillic, Greek, full-width or styled letters, with invisible or stray signs inside | yes | it is read by its look, as a person reads it |
| ``bảo mật``, ``mật khẩu``, ``mật độ``, ``mật thiết``, ``mật ong`` | no | other words |
| ``trừ văn bản mật``, ``quản lý tài liệu mật`` | no | speaks of such papers, is none |
| ``Luật Bảo vệ bí mật nhà nước`` | no | the title of a law |
| ``Các độ mật: Tuyệt mật, Tối mật, Mật``; ``Độ mật: không`` | no | lists the levels; declares that there is none |
"""

from __future__ import annotations

import re
import unicodedata

from namro.vietnamese.normalise import compose, search_key

LAW = "Luật Bảo vệ bí mật nhà nước số 117/2025/QH15"

_LEVELS = {"mật": "Mật", "tối mật": "Tối mật", "tuyệt mật": "Tuyệt mật"}
_BARE_LEVELS = {"mat": "Mật", "toi mat": "Tối mật", "tuyet mat": "Tuyệt mật"}
_JOINED_LEVELS = {name.replace(" ", ""): level for name, level in _LEVELS.items()}
_URGENCY = frozenset(
    {"khẩn", "thượng khẩn", "hỏa tốc", "hoả tốc", "hẹn giờ", "khan", "thuong khan", "hoa toc"}
)

_MAY_HOLD = re.compile(r"m(?:[^\w\n]|_){0,3}[aâậạ](?:[^\w\n]|_){0,3}t", re.IGNORECASE)
_DECORATION = " \t\u00a0-–—_*•·.:;,!()[]{}<>“”\"'’‘|/\\#=~"
_DECLARED = re.compile(
    r"(?:^|[\s|(,;.])(?:độ|mức(?:\s+độ)?|cấp(?:\s+độ)?|dấu(?:\s+chỉ)?(?:\s+độ)?|loại)\s+mật\s*[:–=-]\s*[“\"(\[]?\s*"
    r"(tuyệt\s*mật|tối\s*mật|mật)(?![^\W_])(?!\s+(?:khẩu|độ|mã|thiết|vụ|danh)\b)"
    # A list of the levels there are declares none.
    r"(?!\s*[,;/]\s*(?:tuyệt\s+|tối\s+)?mật)",
    re.IGNORECASE,
)
_LEVELLED = re.compile(
    r"(?:^|[|(,;.])\s*(?:cấp|mức|phân\s+loại)(?:\s+độ)?(?:\s+bảo\s+mật)?\s*[:=]\s*[“\"(\[]?\s*"
    r"(tuyệt\s*mật|tối\s*mật|mật)\s*[”\")\]]?\s*(?:[.;,|]|$)(?!\s*(?:tuyệt\s+|tối\s+)?mật)",
    re.IGNORECASE,
)
_UNPARTED = re.compile(r"^\W*độ\s+mật\s+(tuyệt\s*mật|tối\s*mật|mật)\W*$", re.IGNORECASE)
_BRACKETED = re.compile(
    r"[(\[{]\s*(TUYỆT\s*MẬT|Tuyệt\s*[mM]ật|TỐI\s*MẬT|Tối\s*[mM]ật|MẬT|Mật)\s*[)\]}]"
)
_LEADING = re.compile(r"^\W*(TUYỆT\s*MẬT|TỐI\s*MẬT|MẬT)\s*[:|–-]\s*\S")
_TRAILING = re.compile(r"\S\s*[|–-]\s+(TUYỆT\s*MẬT|TỐI\s*MẬT|MẬT)\W*$")
# A stamp beside the number of the document or of the copy.
_BESIDE_NUMBER = re.compile(
    r"(?:\d\s*[/-]\s*[A-ZĐ][A-ZĐ&/-]*|[Bb]ản số(?:\s*:)?\s*\d+)\s+(TUYỆT\s*MẬT|TỐI\s*MẬT|MẬT)\W*$"
    r"|^\W*(?P<first>TUYỆT\s*MẬT|TỐI\s*MẬT|MẬT)\W+[Bb]ản số\b"
)
_STAMPED_KIND = re.compile(
    r"^(?:TÀI LIỆU|VĂN BẢN|HỒ SƠ|CÔNG VĂN|BÁO CÁO|KẾ HOẠCH)\s+(?:ĐỘ\s+)?(TUYỆT MẬT|TỐI MẬT|MẬT)$"
)
# "M Ậ T", "M.Ậ.T", "T-Ố-I  M-Ậ-T"
_LETTERS = re.compile(r"[\W_]+")
_SPACED = re.compile(r"[^\W_](?:[\W_]+[^\W_])+")
# One letter to a line, as on a narrow sheet or in a column of cells.
_UPRIGHT = re.compile(
    r"^[ \t]*M[ \t]*(?:\n[ \t]*)+[ẬẠÂA][ \t]*(?:\n[ \t]*)+T[ \t]*$", re.MULTILINE | re.IGNORECASE
)
_SPLIT = re.compile(r"\s*[-–—,;/|•·:+]+\s*|\s{2,}|\t")


def find_secrecy_mark(text: str) -> str | None:
    """Find a state-secret mark in a title, a field or a whole text, line by line.

    Args:
        text: One or more lines; a table row's cells may be parted by ``|``.

    Returns:
        ``"Mật"``, ``"Tối mật"`` or ``"Tuyệt mật"``, the gravest found; None when there is none.

    Examples:
        >>> find_secrecy_mark("TUYỆT MẬT")
        'Tuyệt mật'
        >>> find_secrecy_mark("Độ mật: Mật")
        'Mật'
        >>> find_secrecy_mark("Bảo mật, mật khẩu, trừ văn bản mật") is None
        True
    """
    composed = _as_it_looks(text)
    if _UPRIGHT.search(composed) is not None:
        composed = _UPRIGHT.sub("MẬT", composed)
    whole: bool | None = None
    found: str | None = None
    # Each line is looked at once, however often it says the word.
    after = 0
    while (sign := _MAY_HOLD.search(composed, after)) is not None:
        end = composed.find("\n", sign.end())
        after = end if end >= 0 else len(composed)
        line = composed[composed.rfind("\n", 0, sign.start()) + 1 : after]
        if whole is None:
            whole = len(line.strip()) == len(composed.strip())
        # A letter to each cell is a stamp that only the whole row shows.
        for cell in (*line.split("|"), line) if "|" in line else (line,):
            level = _mark_of(cell, alone=whole)
            if level is not None and (found is None or _gravity(level) > _gravity(found)):
                found = level
    return found


# All that a page, Word or a printer takes for the end of a line.
_BREAKS = re.compile("\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
# Letters of other scripts that a reader takes for the Latin ones a mark is made of.
_LOOK_ALIKE = str.maketrans(
    "МмТтАаОоУуЕеІіҮүӀΜΤτΑαΟοΥυΕεΙιϺϻᎷᎢᎪᎬꮇꭲꭺꭼꓟꓔꓮꓳꓲꓰᴍᴀᴛᴏɪᴇʏᴜıⅯ∆ⲘⲙⲦⲧⲀⲁⲞⲟⲨⲩⲈⲉⲒⲓ𐌌𐌕𐌀",
    "MmTtAaOoYyEeIiYyIMTtAaOoYuEeIiMmMTAEmtaeMTAOIEmatoieyuiMAMmTtAaOoYyEeIiMTA",
)
_PLAIN = re.compile(
    r"[\x09\x0a\x20-\x7e\xa0\xc0-\u0130\u0132-\u01b0\u02bc\u1ea0-\u1ef9\u2010-\u2027\u2030-\u205f\u20ab\u2190-\u2205\u2207-\u22ff\u25a0-\u27bf]*"
)


def _as_it_looks(text: str) -> str:
    """Give a text as a reader sees it: composed, without what is invisible, in Latin letters.

    Most texts are plain already and are only composed.
    """
    composed = compose(_BREAKS.sub("\n", text))
    if _PLAIN.fullmatch(composed):
        return composed
    return "\n".join(
        line if _PLAIN.fullmatch(line) else _undisguised(line) for line in composed.split("\n")
    )


def _undisguised(line: str) -> str:
    turned = _TURNED.sub(lambda found: found[1][::-1], line)
    apart = unicodedata.normalize("NFKD", turned.translate(_SQUARES)).translate(_LOOK_ALIKE)
    seen: list[str] = []
    base = ""
    for letter in apart:
        category = unicodedata.category(letter)
        if (category in _NOT_SEEN and letter not in "\t\n") or letter in _UNSEEN:
            continue
        if category not in ("Mn", "Me"):
            base = letter
        elif base not in _WITH_SIGNS:
            # No consonant of ours has a sign of its own.
            continue
        elif unicodedata.combining(letter) == _BENEATH:
            # Whatever hangs beneath a vowel passes for its dot.
            letter = "\u0323"
        seen.append(letter)
    # What is still apart after composing is no letter's own sign: strokes and rings put over it.
    return "".join(
        letter
        for letter in compose("".join(seen))
        if unicodedata.category(letter) not in ("Mn", "Me")
    )


# Signs that order letters, that control machines, that are none.
_NOT_SEEN = frozenset({"Cf", "Cc", "Cn", "Co"})
_WITH_SIGNS = frozenset("aeiouyAEIOUY")
_BENEATH = 220
# Letters that a page shows from right to left.
_TURNED = re.compile("\u202e([^\u202c]*)")
_UNSEEN = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u3164\uffa0\u2800")
# White letters in black squares and circles have no decomposition.
_SQUARES = {base + place: chr(65 + place) for base in (0x1F150, 0x1F170) for place in range(26)}


def _gravity(level: str) -> int:
    return ("Mật", "Tối mật", "Tuyệt mật").index(level)


def _mark_of(line: str, *, alone: bool) -> str | None:
    core = _within_signs(line)
    if not core:
        return None
    if len(core) <= 60:
        level = _stamp(core, alone=alone)
        if level is not None:
            return level
    for pattern in (
        _DECLARED,
        _LEVELLED,
        _UNPARTED,
        _BRACKETED,
        _LEADING,
        _TRAILING,
        _BESIDE_NUMBER,
    ):
        found = pattern.search(line)
        if found is not None:
            return _JOINED_LEVELS["".join((found.group(1) or found["first"]).lower().split())]
    found = _STAMPED_KIND.match(" ".join(core.split()))
    return _JOINED_LEVELS["".join(found.group(1).lower().split())] if found else None


def _within_signs(line: str) -> str:
    """Give what stands between the first and the last letter or figure: stars and pictures adorn a stamp."""
    start, end = 0, len(line)
    while start < end and not line[start].isalnum():
        start += 1
    while start < end and not line[end - 1].isalnum():
        end -= 1
    return line[start:end]


def _stamp(core: str, *, alone: bool) -> str | None:
    # A small-letter "mật" may be the last word of a wrapped line; a stamp begins with a capital.
    if not alone and core[0].islower():
        return None
    letters = _LETTERS.split(core) if _SPACED.fullmatch(core) else core.split()
    whole = " ".join(letters).lower()
    if level := _LEVELS.get(whole) or _BARE_LEVELS.get(whole) or _JOINED_LEVELS.get(whole):
        return level
    if len(letters) > 2 and all(len(letter) == 1 for letter in letters):
        core = _closed_up(core)
    parts = [part.strip(_DECORATION).lower() for part in _SPLIT.split(core)]
    level = None
    for part in parts:
        name = " ".join(part.split())
        if not name:
            continue
        here = _LEVELS.get(name) or _BARE_LEVELS.get(name)
        if here is None and name not in _URGENCY and search_key(name) not in _URGENCY:
            return None
        if here is not None and (level is None or _gravity(here) > _gravity(level)):
            level = here
    return level


def _closed_up(core: str) -> str:
    """Read letter-spaced stamps: "M Ậ T", "T Ố I   M Ậ T"."""
    words = re.split(r"\s{2,}", core)
    closed = " ".join("".join(_LETTERS.split(word)) for word in words)
    key = search_key(closed).replace(" ", "")
    return {"mat": "mật", "toimat": "tối mật", "tuyetmat": "tuyệt mật"}.get(key, closed)


# What may stand beside a bare "mat" in a file name and makes it another word.
_AFTER_MAT = frozenset(
    [
        "tran",
        "khau",
        "do",
        "bang",
        "thiet",
        "ma",
        "danh",
        "hang",
        "troi",
        "nuoc",
        "dat",
        "cau",
        "duong",
        "tien",
        "ngu",
        "vu",
        "ong",
    ]
)
_BEFORE_MAT = frozenset(
    ["bao", "bi", "ra", "be", "giai", "trang", "thong", "co", "gap", "khuon", "tot", "va"]
)
_NAME_PARTS = re.compile(r"[\s_\-–.,()\[\]+]+")


def find_secrecy_in_name(name: str) -> str | None:
    """Find a state-secret mark in the name of a file.

    Examples:
        >>> find_secrecy_in_name("KH 12 (Mật).docx")
        'Mật'
        >>> find_secrecy_in_name("TUYET_MAT-ke-hoach.pdf")
        'Tuyệt mật'
        >>> find_secrecy_in_name("ke-hoach-mat-tran-to-quoc.docx") is None
        True
    """
    stem = _as_it_looks(name.replace("\\", "/").rsplit("/", 1)[-1])
    if "." in stem[1:]:
        stem = stem.rsplit(".", 1)[0]
    parts = [part for part in _NAME_PARTS.split(stem) if part]
    keys = [search_key(part) for part in parts]
    for place, key in enumerate(keys):
        if key in ("tuyetmat", "toimat"):
            return _BARE_LEVELS["tuyet mat" if key[1] == "u" else "toi mat"]
        if key != "mat" or not _is_mat(parts[place]):
            continue
        before = keys[place - 1] if place else ""
        after = keys[place + 1] if place + 1 < len(keys) else ""
        if before in ("toi", "tuyet"):
            return "Tối mật" if before == "toi" else "Tuyệt mật"
        if after in _AFTER_MAT or before in _BEFORE_MAT:
            continue
        marked = unicodedata.normalize("NFC", parts[place]).lower() == "mật"
        bracketed = re.search(rf"[(\[]\s*{re.escape(parts[place])}\s*[)\]]", stem) is not None
        edge = place in (0, len(keys) - 1)
        if len(keys) == 1 or bracketed or (marked and before not in ("van", "ban", "lieu", "so")):
            return "Mật"
        if edge and parts[place] == "MAT":
            return "Mật"
    return None


def _is_mat(part: str) -> bool:
    return compose(part).lower() in ("mật", "mat")
