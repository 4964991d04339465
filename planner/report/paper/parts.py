"""Pieces of Word that the library has no word for: fields, bookmarks, table headings, languages, alternative texts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

_SOFT = "\u00ad"
_EXACT = "fixed"


def element(name: str, /, **attributes: object) -> Any:
    """An element of Word's own namespace, with its attributes."""
    made = OxmlElement(f"w:{name}")
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), str(value))
    return made


def add_field(paragraph: Any, code: str, shown: str) -> None:
    """A field with what it shows until Word works it out again."""
    for kind, text in (("begin", ""), ("", code), ("separate", ""), ("shown", shown), ("end", "")):
        run = paragraph.add_run()
        if kind == "shown":
            run.text = text
        elif kind:
            run._r.append(element("fldChar", fldCharType=kind))
        else:
            instruction = element("instrText")
            instruction.set(qn("xml:space"), "preserve")
            instruction.text = f" {text} "
            run._r.append(instruction)


def add_bookmark(paragraph: Any, name: str, number: int) -> None:
    """A bookmark around all of a paragraph."""
    start, end = element("bookmarkStart", id=number, name=name), element("bookmarkEnd", id=number)
    paragraph._p.insert(1 if paragraph._p.pPr is not None else 0, start)
    paragraph._p.append(end)


def add_contents(paragraphs: list[Any], entries: Iterable[tuple[str, str]]) -> None:
    """A list of contents that Word can renew: one paragraph for each (heading, bookmark), linked to it."""
    pairs = list(zip(paragraphs, entries, strict=True))
    for at, (paragraph, (heading, bookmark)) in enumerate(pairs):
        if at == 0:
            for kind in ("begin", "code", "separate"):
                _contents_part(paragraph, kind)
        link = element("hyperlink", anchor=bookmark, history=1)
        paragraph._p.append(link)
        run = paragraph.add_run(heading)
        link.append(run._r)
        if at == len(pairs) - 1:
            _contents_part(paragraph, "end")


def _contents_part(paragraph: Any, kind: str) -> None:
    run = paragraph.add_run()
    if kind == "code":
        code = element("instrText")
        code.set(qn("xml:space"), "preserve")
        code.text = ' TOC \\o "1-1" \\n \\h '
        run._r.append(code)
    else:
        run._r.append(element("fldChar", fldCharType=kind))


def add_text(paragraph: Any, text: str, bold: bool = False) -> None:
    """Text in which a soft hyphen is Word's own."""
    for at, part in enumerate(text.split(_SOFT)):
        run = paragraph.add_run()
        if at:
            run._r.append(element("softHyphen"))
        run.add_text(part)
        run.bold = bold or None


def set_language(document: Any, code: str) -> None:
    """The language of all text, for spelling and for those who listen to it."""
    styles = document.styles.element
    defaults = styles.find(f".//{qn('w:rPrDefault')}/{qn('w:rPr')}")
    for old in styles.iter(qn("w:lang")):
        old.getparent().remove(old)
    defaults.append(element("lang", val=code, eastAsia=code, bidi="ar-SA"))
    settings = document.settings.element
    for old in settings.findall(qn("w:themeFontLang")):
        old.set(qn("w:val"), code)


def set_alternative(picture: Any, title: str, text: str) -> None:
    """What stands for a picture where it cannot be seen."""
    found = picture._inline.docPr
    found.set("descr", text)
    found.set("title", title)


def dress_table(table: Any, title: str, description: str, widths: list[int]) -> None:
    """Fixed column widths (in twentieths of a point), thin lines between the rows, and a description."""
    properties = table._tbl.tblPr
    for name in ("tblW", "tblLayout", "tblBorders", "tblCellMar", "tblCaption", "tblDescription"):
        for old in properties.findall(qn(f"w:{name}")):
            properties.remove(old)
    properties.append(element("tblW", w=sum(widths), type="dxa"))
    borders = element("tblBorders")
    for side in ("top", "bottom", "insideH"):
        borders.append(element(side, val="single", sz=4, space=0, color="BFBFBF"))
    properties.append(borders)
    properties.append(element("tblLayout", type=_EXACT))
    margins = element("tblCellMar")
    for side in ("left", "right"):
        margins.append(element(side, w=75, type="dxa"))
    properties.append(margins)
    properties.append(element("tblLook", val="0020", firstRow=1, lastRow=0, firstColumn=0, lastColumn=0, noHBand=1, noVBand=1))  # fmt: skip
    properties.append(element("tblCaption", val=title))
    properties.append(element("tblDescription", val=description))
    for column, width in zip(table._tbl.tblGrid.findall(qn("w:gridCol")), widths, strict=True):
        column.set(qn("w:w"), str(width))
    for row in table.rows:
        for cell, width in zip(row._tr.findall(qn("w:tc")), widths, strict=True):
            cell.get_or_add_tcPr().get_or_add_tcW().set(qn("w:w"), str(width))
            cell.tcPr.tcW.set(qn("w:type"), "dxa")


def whole_row(row: Any, heading: bool = False) -> None:
    """A row that is not broken over two pages; a heading is repeated on every page."""
    properties = row._tr.get_or_add_trPr()
    properties.append(element("cantSplit"))
    if heading:
        properties.append(element("tblHeader"))


def fill_cell(cell: Any, colour: str) -> None:
    """The colour behind a cell."""
    cell._tc.get_or_add_tcPr().append(element("shd", val="clear", color="auto", fill=colour))
