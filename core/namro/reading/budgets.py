"""How much a file may ask of us: limits checked before and while it is read."""

from __future__ import annotations

from dataclasses import dataclass

from namro.errors import DocumentTooLarge


@dataclass(frozen=True, slots=True)
class Budgets:
    """The limits of one reading; a service can be stricter or more generous than the default.

    Attributes:
        file_bytes: Size of the file itself, checked before anything looks inside it.
        pages: Pages of a PDF.
        unzipped_bytes: Everything inside a ZIP container (DOCX, XLSX) together.
        unzip_ratio: How many times larger than its compressed form one part may be; parts under a
            megabyte are not asked, because small XML repeats itself honestly.
        parts: Files inside a ZIP container.
        depth: Nesting of tables in tables.
        cells: Grid places of all tables together.
        blocks: Paragraphs, items, headings and tables together.
        characters: Of the resulting text.
        seconds: How long the recognition of a scan may take.
        page_seconds, page_memory: What opening all pages of a PDF may take, in seconds of
            computing and bytes; tried in a process of its own.
    """

    file_bytes: int = 50 * 1024 * 1024
    pages: int = 400
    unzipped_bytes: int = 200 * 1024 * 1024
    unzip_ratio: int = 200
    parts: int = 5000
    depth: int = 20
    cells: int = 200_000
    blocks: int = 100_000
    characters: int = 5_000_000
    seconds: float = 180.0
    page_seconds: int = 15
    page_memory: int = 1024 * 1024 * 1024

    def check_bytes(self, size: int) -> None:
        """Refuse a file that is too big before it is opened."""
        if size > self.file_bytes:
            raise DocumentTooLarge(
                f"Tệp nặng {_megabytes(size)} MB, vượt mức {_megabytes(self.file_bytes)} MB. "
                "Hãy tách tệp hoặc giảm dung lượng ảnh rồi gửi lại."
            )

    def check_pages(self, pages: int) -> None:
        """Refuse a document of too many pages."""
        if pages > self.pages:
            raise DocumentTooLarge(
                f"Văn bản có {pages} trang, vượt mức {self.pages} trang. Hãy tách văn bản rồi gửi lại."
            )

    def check_depth(self, depth: int) -> None:
        """Refuse tables nested deeper than any office would."""
        if depth > self.depth:
            raise DocumentTooLarge(
                f"Bảng lồng trong bảng quá {self.depth} lớp. "
                "Hãy mở tệp, bỏ các bảng lồng nhau rồi lưu lại."
            )

    def check_cells(self, cells: int) -> None:
        """Refuse more table cells than a person could review."""
        if cells > self.cells:
            raise DocumentTooLarge(
                f"Các bảng có hơn {self.cells} ô. Hãy tách phụ lục thành nhiều tệp rồi gửi lại."
            )

    def check_blocks(self, blocks: int) -> None:
        """Refuse more paragraphs than a plan can have."""
        if blocks > self.blocks:
            raise DocumentTooLarge(
                f"Văn bản có hơn {self.blocks} đoạn. Hãy tách văn bản rồi gửi lại."
            )

    def check_characters(self, characters: int) -> None:
        """Refuse a text longer than we keep in memory."""
        if characters > self.characters:
            raise DocumentTooLarge("Văn bản quá dài. Hãy tách văn bản rồi gửi lại.")


def _megabytes(size: int) -> str:
    return f"{size / 1024 / 1024:.0f}"


DEFAULT = Budgets()
