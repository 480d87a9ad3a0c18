"""Parses the XML inside Office files without letting it reach outside or blow up."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from namro.errors import DamagedDocument, DocumentTooLarge, ReadError
from namro.reading.budgets import Budgets

if TYPE_CHECKING:
    from lxml.etree import _Element

_DOCTYPE = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_TRANSITIONAL = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def parse_part(content: bytes, budgets: Budgets) -> _Element:
    """Parse one XML part.

    Raises:
        DamagedDocument: Not well-formed, or it declares entities: no office program writes those,
            and reading them could fetch other files.
        DocumentTooLarge: Nested deeper than the parser's own limit.
    """
    try:
        from lxml import etree
    except ImportError as error:
        raise ReadError(
            "Máy chưa cài thư viện đọc tệp Word. Hãy cài namro[docx] rồi thử lại.",
            code="read.missing-library",
        ) from error
    plain = content.replace(b"\x00", b"") if content[:2] in (b"\xff\xfe", b"\xfe\xff") else content
    if b"<!" in plain and _DOCTYPE.search(plain):
        raise DamagedDocument(
            "Tệp có khai báo thực thể XML (DTD), không an toàn để đọc. "
            "Hãy mở bằng Word, lưu lại thành tệp .docx mới rồi gửi lại."
        )
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        return etree.fromstring(content.replace(_STRICT, _TRANSITIONAL), parser)
    except etree.XMLSyntaxError as error:
        if "depth" in str(error).lower():
            budgets.check_depth(budgets.depth + 1)
        if "huge" in str(error).lower():
            raise DocumentTooLarge(
                "Văn bản có phần quá lớn, không đọc được. Hãy tách văn bản rồi gửi lại."
            ) from error
        raise DamagedDocument(
            "Tệp Word hoặc Excel bị hỏng bên trong. Hãy mở bằng chương trình đó, lưu lại rồi gửi lại."
        ) from error
