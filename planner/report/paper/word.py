"""A paper as a Word file: real headings, repeated table headings, alternative texts, page numbers; stable to the byte."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml.ns import qn
from docx.shared import Cm, Emu, Pt, RGBColor, Twips

from planner.report import numbers
from planner.report.archive import stable
from planner.report.paper import parts
from planner.report.paper.build import paper as built
from planner.report.paper.edition import Edition
from planner.report.paper.headings import FRONT
from planner.report.paper.model import Block, Bullets, Grid, Paper, Picture, Text
from planner.report.paper.pictures import SCALE, png
from planner.report.paper.widths import PAGE_TWIPS, column_widths

_FONT, _BLUE, _GREY, _SHADE = "Arial", "005A8C", "4D4D4D", "005A8C"
_CODES = {"da": "da-DK", "en": "en-GB"}
_TYPE = 8.5
_SMALLER = ((9, 7.5), (8, 8.0))
"""Tables of so many columns have a smaller type."""
_TOGETHER, _BEGIN = 14, 4
"""Tables of so many rows stay on one page, and of longer ones the first rows."""
_WORDS = ("text", "date", "month", "half_year")


class _Look(NamedTuple):
    """How a text looks: size, space before and after in points."""

    size: float
    bold: bool = False
    colour: str = "1A1A1A"
    before: float = 0
    after: float = 0


_LOOKS = {
    "Normal": _Look(10, after=5),
    "Title": _Look(20, True, _BLUE, after=4),
    "Subtitle": _Look(11, True, _BLUE, after=4),
    "Heading 1": _Look(14, True, _BLUE, 14, 4),
    "Caption": _Look(10, True, _BLUE, 8, 3),
    "List Bullet": _Look(10, after=2),
    "Fact": _Look(8.5),
    "Cell": _Look(_TYPE, before=1, after=1),
    "Note": _Look(8, colour=_GREY, before=3, after=8),
    "Picture": _Look(8, before=6, after=6),
    "Contents heading": _Look(10, True, _BLUE, 6, 2),
    "Contents entry": _Look(8.5),
    "Header": _Look(8, colour=_GREY),
    "Footer": _Look(8, colour=_GREY),
}


def write_paper(edition: Edition, path: Path) -> None:
    """Write a paper as a Word file; the same plans on the same day give the same bytes."""
    path.write_bytes(document(built(edition)))


def document(paper: Paper) -> bytes:
    """The bytes of a paper as a Word file."""
    writer = _Writer(paper)
    writer.write()
    buffer = BytesIO()
    writer.word.save(buffer)
    return stable(buffer.getvalue(), paper.day)


class _Writer:
    """One document, written from the top down."""

    def __init__(self, paper: Paper) -> None:
        self.paper, self.word = paper, Document()
        self._styles()
        self.cell_style = self.word.styles["Cell"].style_id  # looked up once: the library searches all styles each time
        self._page()
        self._properties()

    def write(self) -> None:
        """Title and facts, the first page's sections, the contents, and the rest."""
        self.word.add_paragraph(self.paper.title, style="Title")
        self.word.add_paragraph(f"{self.paper.stamp} · {self.paper.label}", style="Subtitle")
        front = [section for section in self.paper.sections if section.key in FRONT]
        rest = [section for section in self.paper.sections if section.key not in FRONT]
        for section in front:
            self._section(section.key, section.heading, section.blocks)
        self._facts()
        self._contents([(section.heading, section.key) for section in rest])
        for section in rest:
            self._section(section.key, section.heading, section.blocks)

    def _section(self, key: str, heading: str, blocks: tuple[Block, ...]) -> None:
        paragraph = self.word.add_heading(heading, level=1)
        number = [section.key for section in self.paper.sections].index(key)
        parts.add_bookmark(paragraph, f"afsnit_{key}", number)
        for block, following in zip(blocks, (*blocks[1:], None), strict=True):
            if isinstance(block, Text):
                self._text(block, isinstance(following, Bullets | Grid | Picture))
            elif isinstance(block, Bullets):
                for line in block.lines:
                    self.word.add_paragraph(line, style="List Bullet")
            elif isinstance(block, Grid):
                self._table(block)
            else:
                self._picture(block)

    def _text(self, text: Text, introduces: bool) -> None:
        paragraph = self.word.add_paragraph()
        run = paragraph.add_run(text.text)
        run.bold = text.style == "lead" or None
        run.italic = text.style == "quiet" or None
        paragraph.paragraph_format.keep_with_next = introduces or None

    def _facts(self) -> None:
        """What the paper was made from, small, one after the other."""
        paragraph = self.word.add_paragraph(style="Fact")
        for number, (name, value) in enumerate(self.paper.facts):
            paragraph.add_run(f"{' · ' if number else ''}{name}: ").bold = True
            paragraph.add_run(value)

    def _contents(self, entries: list[tuple[str, str]]) -> None:
        if not entries:
            return
        self.word.add_paragraph(self.paper.contents, style="Contents heading")
        paragraphs = [self.word.add_paragraph(style="Contents entry") for _ in entries]
        parts.add_contents(paragraphs, [(heading, f"afsnit_{key}") for heading, key in entries])

    def _table(self, grid: Grid) -> None:
        """Title, table, note; without rows only title and note."""
        self.word.add_paragraph(grid.title, style="Caption")
        if grid.rows:
            points = next((size for many, size in _SMALLER if len(grid.columns) >= many), _TYPE)
            table = self.word.add_table(rows=1 + len(grid.rows), cols=len(grid.columns))
            for at, column in enumerate(grid.columns):
                self._cell(table.rows[0].cells[at], column.label, column.kind, _Look(points, True, "FFFFFF"))
                parts.fill_cell(table.rows[0].cells[at], _SHADE)
            parts.whole_row(table.rows[0], heading=True)
            for number, texts in enumerate(grid.rows, 1):
                row, last = table.rows[number], grid.total and number == len(grid.rows)
                parts.whole_row(row)
                for cell, text, column in zip(row.cells, texts, grid.columns, strict=True):
                    self._cell(cell, text, column.kind, _Look(points, last))
                whole = len(grid.rows) <= _TOGETHER and (number < len(grid.rows) or grid.note)
                if whole or number <= _BEGIN or (number == len(grid.rows) and grid.note):
                    for cell in row.cells:
                        cell.paragraphs[0].paragraph_format.keep_with_next = True
            parts.dress_table(table, grid.title, grid.note, column_widths(grid, points))
        self.word.add_paragraph(grid.note, style="Note")

    def _cell(self, cell: Any, text: str, kind: str, look: _Look) -> None:
        paragraph = cell.paragraphs[0]
        paragraph._p.style = self.cell_style
        parts.add_text(paragraph, text, look.bold)
        for run in paragraph.runs:
            run.font.size, run.font.color.rgb = Pt(look.size), RGBColor.from_string(look.colour)
        if kind not in _WORDS:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT

    def _picture(self, picture: Picture) -> None:
        content = png(picture.chart)
        paragraph = self.word.add_paragraph(style="Picture")
        shape = paragraph.add_run().add_picture(BytesIO(content))
        self._fit(shape)
        parts.set_alternative(shape, picture.title, picture.words)

    def _fit(self, shape: Any) -> None:
        """The chart's own size, or the page's width where it is wider."""
        scale = min(1 / SCALE, int(Twips(PAGE_TWIPS)) / shape.width)
        shape.width, shape.height = Emu(int(shape.width * scale)), Emu(int(shape.height * scale))

    def _styles(self) -> None:
        """One typeface in few sizes."""
        styles = self.word.styles
        parts.set_language(self.word, _CODES[self.paper.language])
        for name in ("Fact", "Cell", "Note", "Picture", "Contents heading", "Contents entry"):
            styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH).base_style = styles["Normal"]
        for name, look in _LOOKS.items():
            self._style(name, look)
        for name in ("Caption", "Contents heading"):
            styles[name].paragraph_format.keep_with_next = True

    def _style(self, name: str, look: _Look) -> None:
        style = self.word.styles[name]
        font, spacing = style.font, style.paragraph_format
        font.name, font.size, font.bold, font.italic = _FONT, Pt(look.size), look.bold, False
        font.color.rgb = RGBColor.from_string(look.colour)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for key in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{key}"), None)
        for old in style.element.rPr.findall(qn("w:spacing")):
            style.element.rPr.remove(old)
        spacing.space_before, spacing.space_after = Pt(look.before), Pt(look.after)
        spacing.line_spacing, spacing.widow_control = 1.08, True

    def _page(self) -> None:
        """A4 with the stamp on top and the page number below."""
        section = self.word.sections[0]
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin = section.right_margin = Cm(2)
        section.top_margin, section.bottom_margin = Cm(2.2), Cm(2)
        section.header_distance = section.footer_distance = Cm(1)
        for name in ("Header", "Footer"):
            self.word.styles[name].paragraph_format.tab_stops.clear_all()
        day = numbers.day(self.paper.day.isoformat(), self.paper.language)
        head, foot = section.header.paragraphs[0], section.footer.paragraphs[0]
        for paragraph in (head, foot):
            paragraph.paragraph_format.tab_stops.add_tab_stop(Twips(PAGE_TWIPS), WD_TAB_ALIGNMENT.RIGHT)
        head.add_run(self.paper.stamp).bold = True
        head.add_run(f"\t{self.paper.label}")
        foot.add_run(f"{self.paper.scenario.partition('; ')[0][:60]} · {day} · {self.paper.content[:12]}\t")
        before, _, after = self.paper.page.partition("{page}")
        between, _, behind = after.partition("{pages}")
        foot.add_run(before)
        parts.add_field(foot, "PAGE", "1")
        foot.add_run(between)
        parts.add_field(foot, "NUMPAGES", "1")
        foot.add_run(behind)

    def _properties(self) -> None:
        """What the file says about itself."""
        found, paper, day = self.word.core_properties, self.paper, self.paper.day
        found.title, found.subject = paper.title, f"{paper.scenario} · {paper.label}"[:255]
        found.author = found.last_modified_by = "bemandingsplan"
        found.created = found.modified = datetime(day.year, day.month, day.day)
        found.identifier, found.version, found.category = paper.content[:255], paper.version, paper.level
        found.content_status, found.language = paper.stamp, _CODES[paper.language]
        found.keywords = "; ".join([paper.day.isoformat(), paper.level, paper.content[:12]])
        found.comments, found.revision = "", 1
