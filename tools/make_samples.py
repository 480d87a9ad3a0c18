"""Makes each sample plan as DOCX, PDF and HTML from its text, for the readers' tests.

    .venv/bin/python tools/make_samples.py [name ...]

The files look like what an office sends: a borderless head, numbered lists that Word numbers,
tables with merged group rows that break across pages, HTML as Word saves it. Running it again
gives the same bytes. The PDF needs the DejaVu fonts (Debian: fonts-dejavu), whose serif face has every
Vietnamese letter.
"""

from __future__ import annotations

import datetime as dt
import html
import io
import sys
import unicodedata
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import docx
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from reportlab import rl_config
from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Flowable, PageBreak, SimpleDocTemplate, Spacer, Table, TableStyle
from reportlab.platypus import Paragraph as PdfParagraph

from namro.model.source import Block, Row
from namro.reading import read_document
from namro.vietnamese.numbering import LabelKind, read_label

SAMPLES = Path(__file__).parent.parent / "samples"
FONTS = Path("/usr/share/fonts/truetype/dejavu")
STATE = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")
PARTY = ("ĐẢNG CỘNG SẢN VIỆT NAM", "")
HEADS = {
    "trung-hoi": (("ỦY BAN NHÂN DÂN", "XÃ TRUNG HỘI"), STATE),
    "hoa-phong": (("ỦY BAN NHÂN DÂN", "XÃ HÒA PHONG"), STATE),
    "quang-son": (("ĐẢNG BỘ TỈNH THÁI NGUYÊN", "ĐẢNG ỦY XÃ QUANG SƠN"), PARTY),
}
SIGNING = ("TM.", "KT.", "T/M")


@dataclass
class Plan:
    """A plan cut into the parts an office lays out differently."""

    issuer: tuple[str, str]
    motto: tuple[str, str]
    number: str = ""
    place: str = ""
    kind: str = ""
    title: str = ""
    body: list[Block | list[list[str]]] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    signing: list[str] = field(default_factory=list)
    annexes: list[Block | list[list[str]]] = field(default_factory=list)


def printed(block: Block) -> str:
    """Give a block as a reader sees it."""
    return f"{block.marker} {block.text}".strip()


def load(name: str) -> Plan:
    """Read a sample's text and sort its blocks."""
    source = read_document((SAMPLES / name / "plan.txt").read_bytes())
    plan = Plan(*HEADS[name])
    part = "head"
    for block in source.blocks:
        text = printed(block)
        if block.table is not None:
            add_table(plan.annexes, [cells(row) for row in block.table.rows])
            continue
        if text.startswith("PHỤ LỤC"):
            part = "annex"
        elif part == "signing" and not text.isupper() and not text.startswith(SIGNING):
            plan.signing.append(text)
            part = "annex"
            continue
        elif text.startswith(SIGNING) or part == "signing":
            part = "signing"
        elif text.startswith("Nơi nhận"):
            part = "recipients"
        if part == "head":
            if text.startswith("Số"):
                plan.number = text
            elif ", ngày" in text and len(text) < 60:
                plan.place = text
            elif not plan.kind:
                plan.kind = text
            else:
                plan.title = text
                part = "body"
        elif part == "body":
            plan.body.append(block)
        elif part == "recipients":
            plan.recipients.append(text)
        elif part == "signing":
            plan.signing.append(text)
        else:
            plan.annexes.append(block)
    return plan


def cells(row: Row) -> list[str]:
    """Give the texts of a row."""
    return [cell.text for cell in row.cells]


def add_table(parts: list[Block | list[list[str]]], rows: list[list[str]]) -> None:
    """Put a table that a page break cut back together, as it was before it was printed."""
    last = parts[-1] if parts else None
    if not isinstance(last, list) or last[0] != rows[0]:
        parts.append(rows)
        return
    rest = rows[1:]
    if rest and not rest[0][0]:
        last[-1] = [
            f"{above} {below}".strip() for above, below in zip(last[-1], rest[0], strict=True)
        ]
        rest = rest[1:]
    last.extend(rest)


def is_group(row: list[str]) -> bool:
    """Say whether a row heads a group: a number and a name, the rest empty."""
    return len(row) > 3 and bool(row[1]) and not any(row[2:])


# ------------------------------------------------------------------------------------- DOCX


class Word:
    """Writes a plan the way an office types it."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.file = docx.Document()
        self.lists = Lists(self.file)

    def write(self, path: Path) -> None:
        """Make the file."""
        section = self.file.sections[0]
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        normal = self.file.styles["Normal"]
        normal.font.name, normal.font.size = "Times New Roman", Pt(14)
        section.header.paragraphs[0].text = ""
        self.head()
        for block in self.plan.body:
            self.block(block)
        self.signing()
        if self.plan.annexes:
            wide = self.file.add_section()
            wide.orientation = WD_ORIENT.LANDSCAPE
            wide.page_width, wide.page_height = Cm(29.7), Cm(21)
            for part in self.plan.annexes:
                if isinstance(part, list):
                    self.table(part)
                else:
                    self.block(part)
        properties = self.file.core_properties
        properties.title, properties.author = self.plan.title, ""
        properties.created = properties.modified = dt.datetime(2025, 1, 1, tzinfo=dt.UTC)
        buffer = io.BytesIO()
        self.file.save(buffer)
        path.write_bytes(with_fixed_times(buffer.getvalue()))

    def head(self) -> None:
        """Two borderless columns, then kind and title."""
        plan = self.plan
        grid = self.file.add_table(rows=2, cols=2)
        self.lines(grid.cell(0, 0), plan.issuer)
        self.lines(grid.cell(0, 1), [line for line in plan.motto if line])
        self.lines(grid.cell(1, 0), [plan.number] if plan.number else ["Số:        "])
        self.lines(grid.cell(1, 1), [plan.place] if plan.place else [])
        for text in (plan.kind, plan.title):
            paragraph = self.file.add_paragraph()
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
            paragraph.add_run(text).bold = True

    def lines(self, cell: Any, texts: Any, *, bold: bool = True) -> None:
        """Write centred lines into a cell."""
        for number, text in enumerate(texts):
            paragraph = cell.paragraphs[0] if not number else cell.add_paragraph()
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
            paragraph.add_run(text).bold = bold

    def block(self, block: Block | list[list[str]]) -> None:
        """Write one paragraph, numbered by Word where the numbering is regular."""
        if isinstance(block, list):
            self.table(block)
            return
        label = read_label(block.marker) if block.marker else None
        heading = block.level > 0 or (label is not None and label.kind is LabelKind.ROMAN)
        paragraph = self.file.add_paragraph()
        if heading and label is not None and label.kind is LabelKind.ROMAN:
            paragraph.style = self.file.styles["Heading 1"]
        if block.marker == "-":
            self.lists.bullet(paragraph)
            text = block.text
        elif label is not None and label.kind is LabelKind.ARABIC and label.sign == ".":
            numbered = self.lists.number(paragraph, label.path[0])
            text = block.text if numbered else printed(block)
        else:
            text = printed(block)
        # Word splits a paragraph into runs at every edit; so do we, in the middle.
        middle = len(text) // 2
        for piece in (text[:middle], text[middle:]):
            run = paragraph.add_run(piece)
            run.bold = block.bold or heading or None

    def signing(self) -> None:
        """Recipients beside the signature."""
        grid = self.file.add_table(rows=1, cols=2)
        left, right = grid.cell(0, 0), grid.cell(0, 1)
        for number, text in enumerate(self.plan.recipients):
            paragraph = left.paragraphs[0] if not number else left.add_paragraph()
            paragraph.add_run(text).bold = not number
        self.lines(right, [*self.plan.signing[:-1], "", self.plan.signing[-1]])

    def table(self, rows: list[list[str]]) -> None:
        """A ruled table; group rows are merged, the head repeats on every page."""
        table = self.file.add_table(rows=len(rows), cols=len(rows[0]))
        table.style = self.file.styles["Table Grid"]
        for number, row in enumerate(rows):
            target = table.rows[number]
            if not number:
                repeat = OxmlElement("w:tblHeader")
                target._tr.get_or_add_trPr().append(repeat)
            grid = target.cells
            group = is_group(row)
            if group:
                grid[1].merge(grid[-1])
            for place, text in enumerate(row[:2] if group else row):
                grid[place].paragraphs[0].add_run(text).bold = group or not number or None


class Lists:
    """Real Word lists: one of dashes, and one of numbers for each that starts again."""

    def __init__(self, file: Any) -> None:
        self.root = file.part.numbering_part.element
        for old in list(self.root):
            self.root.remove(old)
        self.abstract(1, "bullet", "-")
        self.abstract(2, "decimal", "%1.")
        self.num(1, 1, None)
        self.last = 1
        self.expected = 0

    def abstract(self, number: int, kind: str, text: str) -> None:
        """Define how a list prints."""
        element = OxmlElement("w:abstractNum")
        element.set(qn("w:abstractNumId"), str(number))
        level = OxmlElement("w:lvl")
        level.set(qn("w:ilvl"), "0")
        for name, value in (("start", "1"), ("numFmt", kind), ("lvlText", text)):
            child = OxmlElement(f"w:{name}")
            child.set(qn("w:val"), value)
            level.append(child)
        element.append(level)
        place = len(self.root.findall(qn("w:abstractNum")))
        self.root.insert(place, element)

    def num(self, number: int, abstract: int, start: int | None) -> None:
        """Begin a list."""
        element = OxmlElement("w:num")
        element.set(qn("w:numId"), str(number))
        reference = OxmlElement("w:abstractNumId")
        reference.set(qn("w:val"), str(abstract))
        element.append(reference)
        if start is not None:
            override = OxmlElement("w:lvlOverride")
            override.set(qn("w:ilvl"), "0")
            first = OxmlElement("w:startOverride")
            first.set(qn("w:val"), str(start))
            override.append(first)
            element.append(override)
        self.root.append(element)

    def bullet(self, paragraph: Any) -> None:
        """Make a paragraph a dash item."""
        self.mark(paragraph, 1)

    def number(self, paragraph: Any, value: int) -> bool:
        """Make a paragraph the next number of its list; False when it follows none."""
        if value == 1:
            self.last += 1
            self.num(self.last, 2, 1)
        elif value != self.expected:
            return False
        self.expected = value + 1
        self.mark(paragraph, self.last)
        return True

    @staticmethod
    def mark(paragraph: Any, number: int) -> None:
        """Point a paragraph to a list."""
        properties = paragraph._p.get_or_add_pPr()
        numbering = properties.get_or_add_numPr()
        numbering.get_or_add_ilvl().val = 0
        numbering.get_or_add_numId().val = number


def with_fixed_times(data: bytes) -> bytes:
    """Write a ZIP again with one fixed date, so that the same plan gives the same bytes."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w") as new:
        for part in old.infolist():
            if "thumbnail" in part.filename:
                continue
            content = old.read(part)
            if part.filename == "_rels/.rels":
                content = without_thumbnail(content)
            info = zipfile.ZipInfo(part.filename, (2025, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(info, content)
    return target.getvalue()


def without_thumbnail(relations: bytes) -> bytes:
    """Forget the picture of python-docx's own template."""
    from lxml import etree

    root = etree.fromstring(relations)
    for relation in list(root):
        if "thumbnail" in relation.get("Type", ""):
            root.remove(relation)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


# -------------------------------------------------------------------------------------- PDF


def styles() -> dict[str, ParagraphStyle]:
    """Register the fonts and give the styles of a printed page."""
    for name, file in (("Serif", ""), ("Serif-Bold", "-Bold")):
        pdfmetrics.registerFont(TTFont(name, str(FONTS / f"DejaVuSerifCondensed{file}.ttf")))
    body = ParagraphStyle(
        "body", fontName="Serif", fontSize=13, leading=16.5, alignment=TA_JUSTIFY,
        firstLineIndent=28, spaceAfter=6,
    )  # fmt: skip
    return {
        "body": body,
        "heading": ParagraphStyle("heading", body, fontName="Serif-Bold"),
        "centre": ParagraphStyle(
            "centre", body, fontName="Serif-Bold", alignment=TA_CENTER, firstLineIndent=0
        ),
        "head": ParagraphStyle(
            "head", body, fontName="Serif-Bold", alignment=TA_CENTER, firstLineIndent=0,
            spaceAfter=0, fontSize=11, leading=14,
        ),
        "small": ParagraphStyle("small", body, firstLineIndent=0, fontSize=11, leading=13, spaceAfter=0),
        "cell": ParagraphStyle(
            "cell", body, firstLineIndent=0, fontSize=11, leading=13, spaceAfter=0, alignment=0
        ),
        "cell-bold": ParagraphStyle(
            "cell-bold", body, fontName="Serif-Bold", firstLineIndent=0, fontSize=11, leading=13,
            spaceAfter=0, alignment=0,
        ),
    }  # fmt: skip


def write_pdf(plan: Plan, path: Path) -> None:
    """Print a plan on A4, with page numbers and tables that run over pages."""
    rl_config.invariant = 1
    look = styles()
    story: list[Any] = []
    left = [paragraph(text, look["head"]) for text in (*plan.issuer, plan.number or "Số:")]
    right = [paragraph(text, look["head"]) for text in (*plan.motto, plan.place) if text]
    story.append(
        Table([[left, right]], colWidths=[220, 270], style=[("VALIGN", (0, 0), (-1, -1), "TOP")])
    )
    story.append(Spacer(1, 12))
    story.append(paragraph(plan.kind, look["centre"]))
    story.append(paragraph(plan.title, look["centre"]))
    for block in plan.body:
        story.extend(pdf_block(block, look))
    signing = [paragraph(text, look["head"]) for text in plan.signing[:-1]]
    signing += [Spacer(1, 40), paragraph(plan.signing[-1], look["head"])]
    recipients = [paragraph(text, look["small"]) for text in plan.recipients]
    story.append(
        Table(
            [[recipients, signing]],
            colWidths=[245, 245],
            style=[("VALIGN", (0, 0), (-1, -1), "TOP")],
        )
    )
    if plan.annexes:
        story.append(PageBreak())
        for block in plan.annexes:
            story.extend(pdf_block(block, look))
    document = SimpleDocTemplate(
        str(path), pagesize=A4, leftMargin=56, rightMargin=48, topMargin=56, bottomMargin=56,
        title=plan.title, author="", invariant=1,
    )  # fmt: skip
    document.build(story, onLaterPages=number_page)


def number_page(canvas: Any, document: Any) -> None:
    """Print the page's number at the top, as the rules of presentation ask."""
    canvas.setFont("Serif", 12)
    canvas.drawCentredString(A4[0] / 2, A4[1] - 36, str(document.page))


def paragraph(text: str, style: ParagraphStyle) -> PdfParagraph:
    """Make a paragraph of plain text."""
    return PdfParagraph(html.escape(text, quote=False), style)


def pdf_block(block: Block | list[list[str]], look: dict[str, ParagraphStyle]) -> Iterator[Any]:
    """Print one block."""
    if isinstance(block, list):
        yield PrintedTable(block, look)
        return
    label = read_label(block.marker) if block.marker else None
    heading = block.bold or block.level > 0 or (label is not None and label.kind is LabelKind.ROMAN)
    yield paragraph(printed(block), look["heading" if heading else "body"])


class PrintedTable(Flowable):
    """A ruled table that breaks where the page ends, in the middle of a row as Word does it."""

    def __init__(self, rows: list[list[str]], look: dict[str, ParagraphStyle]) -> None:
        super().__init__()
        self.groups = [is_group(row) for row in rows]
        self.rows = [
            [paragraph(text, look["cell-bold" if group or not number else "cell"]) for text in row]
            for number, (row, group) in enumerate(zip(rows, self.groups, strict=True))
        ]
        width = len(rows[0])
        self.widths = [32, 178, 76, 70, 70, 64] if width == 6 else [490 / width] * width

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        """Give the height of the whole table."""
        return sum(self.widths), sum(map(self.row_height, range(len(self.rows))))

    def row_height(self, number: int) -> float:
        """Give the height of one row."""
        row = self.rows[number]
        if self.groups[number]:
            return float(
                max(
                    row[0].wrap(self.widths[0] - 12, 9999)[1],
                    row[1].wrap(sum(self.widths[1:]) - 12, 9999)[1],
                )
                + 6
            )
        return float(
            max(
                cell.wrap(width - 12, 9999)[1] for cell, width in zip(row, self.widths, strict=True)
            )
            + 6
        )

    def split(self, width: float, height: float) -> list[Any]:
        """Cut the table where the page ends; the head is printed again on the next one."""
        used, number = 0.0, 0
        while number < len(self.rows) and used + self.row_height(number) <= height:
            used += self.row_height(number)
            number += 1
        if number >= len(self.rows):
            return [self.drawn(self.rows, self.groups)]
        above, groups = self.rows[:number], self.groups[:number]
        rest, rest_groups = self.rows[number:], self.groups[number:]
        lines = int((height - used - 6) // 13)
        if lines >= 2 and not rest_groups[0] and number > 0:
            upper, lower = [], []
            for cell, cell_width in zip(rest[0], self.widths, strict=True):
                parts = cell.split(cell_width - 12, lines * 13 + 1)
                upper.append(parts[0] if parts else cell)
                lower.append(parts[1] if len(parts) > 1 else paragraph("", cell.style))
            above, groups = [*above, upper], [*groups, False]
            rest = [lower, *rest[1:]]
        if number < 2 and len(above) < 2:
            return []
        following = PrintedTable.__new__(PrintedTable)
        Flowable.__init__(following)
        following.widths = self.widths
        following.rows = [self.rows[0], *rest]
        following.groups = [False, *rest_groups]
        return [self.drawn(above, groups), PageBreak(), following]

    def drawn(self, rows: list[list[Any]], groups: list[bool]) -> Table:
        """Give the part of the table that stands on one page."""
        commands: list[Any] = [
            ("GRID", (0, 0), (-1, -1), 0.5, "black"),
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ]
        commands += [
            ("SPAN", (1, place), (-1, place)) for place, group in enumerate(groups) if group
        ]
        return Table(rows, colWidths=self.widths, style=TableStyle(commands))

    def draw(self) -> None:
        """Draw a table that needs no break."""
        table = self.drawn(self.rows, self.groups)
        table.wrapOn(self.canv, sum(self.widths), 9999)
        table.drawOn(self.canv, 0, 0)


# ------------------------------------------------------------------------------------- HTML


def write_html(plan: Plan, path: Path) -> None:
    """Save a plan as Word saves a web page: a Western charset, every other letter an entity."""
    out = [
        '<html xmlns:o="urn:schemas-microsoft-com:office:office"\n'
        'xmlns:w="urn:schemas-microsoft-com:office:word" xmlns="http://www.w3.org/TR/REC-html40">\n'
        '<head>\n<meta http-equiv=Content-Type content="text/html; charset=windows-1252">\n'
        '<meta name=Generator content="Microsoft Word 15">\n'
        f"<title>{letters(plan.title)}</title>\n"
        "<!--[if gte mso 9]><xml><w:WordDocument><w:View>Print</w:View></w:WordDocument></xml><![endif]-->\n"
        "<style>\n<!-- p.MsoNormal {margin:0cm; font-size:14.0pt;} -->\n</style>\n</head>\n"
        "<body lang=VI style='tab-interval:36.0pt'>\n<div class=WordSection1>\n"
    ]
    out.append("<table class=MsoNormalTable border=0 cellspacing=0 cellpadding=0><tr>")
    left = [*plan.issuer, plan.number]
    right = [*plan.motto, plan.place]
    out.extend(
        "<td width=300 valign=top>" + "".join(centred(text) for text in column if text) + "</td>"
        for column in (left, right)
    )
    out.append("</tr></table>\n")
    out.append(centred(plan.kind) + centred(plan.title))
    for number, block in enumerate(plan.body):
        out.append(html_block(block, number))
    out.append("<table class=MsoNormalTable border=0><tr><td valign=top>")
    out.extend(normal(text) for text in plan.recipients)
    out.append("</td><td valign=top>")
    out.append(
        f"<p class=MsoNormal align=center style='text-align:center'><b>{'<br>'.join(letters(text) for text in plan.signing[:-1])}<o:p></o:p></b></p>"
    )
    out.append(centred(plan.signing[-1]) + "</td></tr></table>\n")
    for number, block in enumerate(plan.annexes):
        out.append(html_block(block, number))
    out.append("</div>\n</body>\n</html>\n")
    path.write_bytes("".join(out).encode("cp1252"))


def letters(text: str, *, apart: bool = False) -> str:
    """Write letters as Word does: Western ones plain, others as entities, some decomposed."""
    if apart:
        text = unicodedata.normalize("NFD", text)
    escaped = html.escape(text, quote=False)
    return escaped.encode("cp1252", "xmlcharrefreplace").decode("cp1252")


def normal(text: str, *, bold: bool = False, apart: bool = False) -> str:
    """Write an ordinary paragraph."""
    inner = letters(text, apart=apart)
    if bold:
        inner = f"<b style='mso-bidi-font-weight:normal'>{inner}</b>"
    return f"<p class=MsoNormal style='text-align:justify'><span lang=VI\nstyle='font-size:14.0pt'>{inner}<o:p></o:p></span></p>\n"


def centred(text: str) -> str:
    """Write a centred bold paragraph."""
    return f"<p class=MsoNormal align=center style='text-align:center'><b>{letters(text)}<o:p></o:p></b></p>\n"


def html_block(block: Block | list[list[str]], number: int) -> str:
    """Write one block."""
    if isinstance(block, list):
        return html_table(block)
    apart = number % 5 == 4
    if block.marker == "-":
        return (
            "<p class=MsoListParagraph style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'>"
            "<![if !supportLists]><span style='mso-list:Ignore'>-<span style='font:7.0pt \"Times New Roman\"'>"
            f"&nbsp;&nbsp;&nbsp; </span></span><![endif]>{letters(block.text, apart=apart)}<o:p></o:p></p>\n"
        )
    return normal(printed(block), bold=block.bold or block.level > 0, apart=apart)


def html_table(rows: list[list[str]]) -> str:
    """Write a ruled table with group rows merged by colspan."""
    out = ["<table class=MsoTableGrid border=1 cellspacing=0 cellpadding=0>\n"]
    for number, row in enumerate(rows):
        out.append(" <tr>\n")
        group = is_group(row)
        shown = row[:2] if group else row
        for place, text in enumerate(shown):
            span = f" colspan={len(row) - 1}" if group and place else ""
            inner = letters(text) or "&nbsp;"
            if group or not number:
                inner = f"<b>{inner}</b>"
            out.append(
                f"  <td{span} valign=top style='border:solid windowtext 1.0pt'><p class=MsoNormal>{inner}<o:p></o:p></p></td>\n"
            )
        out.append(" </tr>\n")
    out.append("</table>\n")
    return "".join(out)


def main() -> None:
    """Make the files of the samples named, or of all."""
    for name in sys.argv[1:] or sorted(HEADS):
        plan = load(name)
        folder = SAMPLES / name
        Word(plan).write(folder / "plan.docx")
        write_pdf(plan, folder / "plan.pdf")
        write_html(plan, folder / "plan.html")
        sizes = ", ".join(
            f"{file.name} {file.stat().st_size // 1024} KB"
            for file in sorted(folder.glob("plan.*"))
        )
        print(f"{name}: {sizes}")


if __name__ == "__main__":
    main()
