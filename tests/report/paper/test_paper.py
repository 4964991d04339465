"""The paper as a file: every number is one of the plan, it can be read without eyes, and it is stable to the byte."""

import re
from dataclasses import replace
from datetime import date
from io import BytesIO
from zipfile import ZipFile

import pytest
from docx import Document
from docx.oxml.ns import qn

from planner.errors import InputError
from planner.keep import content_hash
from planner.report import tables
from planner.report.answer import answer, public_answer
from planner.report.columns import shown
from planner.report.paper import SECTIONS, Draft, Edition, document, paper, read_headings, write_paper
from planner.report.paper import tables as own
from planner.report.paper.masking import HIDDEN
from planner.report.paper.model import Bullets, Picture
from planner.report.paper.widths import PAGE_TWIPS, column_widths
from planner.report.periods import year_ends
from planner.text import catalogue
from tests.report.paper.conftest import DAY


@pytest.fixture(scope="module")
def files(papers):
    """The bytes of the papers."""
    return {name: document(papers[name]) for name in ("internal", "public_both")}


@pytest.fixture(scope="module")
def read(files):
    """The papers as a reader opens them."""
    return {name: Document(BytesIO(content)) for name, content in files.items()}


def cells(table):
    return [[cell.text for cell in row.cells] for row in table.rows]


@pytest.mark.parametrize("name", ["internal", "public_both"])
def test_the_file_holds_every_table_of_the_paper_cell_by_cell(papers, read, name):
    printed = [grid for grid in papers[name].grids if grid.rows]
    assert [cells(table) for table in read[name].tables] == [
        [list(grid.headings), *map(list, grid.rows)] for grid in printed
    ]


def test_every_cell_of_a_report_table_is_as_the_report_shows_it(papers, editions):
    plan, seen = editions["internal"].plan, set()
    for name in ("internal", "public"):
        for grid in papers[name].grids:
            maker = getattr(tables, grid.name, None)
            if maker is None:
                continue
            made = maker(plan)
            texts = shown(made)
            at = [[column.key for column in made.columns].index(column.key) for column in grid.columns]
            allowed = {tuple(row) for row in texts.iloc[:, at].to_numpy().tolist()}
            for row in grid.rows:
                assert any(all(x in (y, HIDDEN) for x, y in zip(row, there, strict=True)) for there in allowed), row
            seen.add(grid.name)
    assert seen >= {"savings", "teams", "ways_of_leaving", "lapse", "thresholds", "journeys", "traps", "documents", "findings"}  # fmt: skip


def test_the_paper_s_own_tables_are_sums_of_the_plan(base_plan):
    months = year_ends(base_plan.case)
    frame = own.professions(base_plan).frame.set_index("key")
    for (of, month), rows in base_plan.staff[base_plan.staff["month"].isin(months)].groupby(["profession", "month"]):
        assert frame.loc[of, month] == pytest.approx(rows["fte"].sum())
    moved = own.flows(base_plan).frame.set_index("key")
    for team, rows in base_plan.movements.groupby("team"):
        assert moved.loc[team, "attrition_fte"] == pytest.approx(rows["attrition_fte"].sum())
    ways = own.ways_side_by_side([base_plan], ["A"]).frame.set_index("key")["value_0"]
    assert ways["dismissals"] == base_plan.kpi["dismissals_fte"]
    assert ways["end"] == base_plan.kpi["fte_end"]
    wave = own.waves(base_plan).frame.iloc[0]
    steps = base_plan.timetable.set_index("step")["day"]
    assert (wave["med_papers"], wave["notice_given"]) == (steps["med_papers"], steps["notice_given"])
    assert (wave["exit_first"], wave["exit_last"]) == (steps["exit"].min(), steps["exit"].max())


def test_before_and_after_are_the_team_s_caseload_and_owner(base_plan):
    caseload = tables.team_caseload(base_plan).frame.set_index(["key", "half_year"])["cases_per_fte"]
    for row in own.before_after(base_plan).frame.itertuples():
        assert (row.cases_per_fte_first, row.cases_per_fte_last) == (
            caseload[row.key, "2025H2"],
            caseload[row.key, "2030H2"],
        )
    owners = own.owners(base_plan).frame.set_index("key")
    last = base_plan.owners[base_plan.owners["to"] == base_plan.owners["to"].max()].set_index("citizen_type")["owner"]
    names = {row.team: row.label_da for row in base_plan.case.teams}
    assert {key: names[owner] for key, owner in last.items()} == owners.loc[last.index, "owner_last"].to_dict()


def test_the_sentences_are_those_of_the_report(papers, base_plan):
    for name, words in (("internal", answer(base_plan)), ("public", public_answer(base_plan))):
        bullets = [block for block in papers[name].sections[0].blocks if isinstance(block, Bullets)]
        assert bullets[0].lines == words


def test_sections_stand_in_order_and_the_first_page_asks(papers, read):
    headings = [paragraph.text for paragraph in read["public_both"].paragraphs if paragraph.style.name == "Heading 1"]
    c = catalogue("da")
    assert headings == [c.t(f"paper.heading.{key}") for key in SECTIONS]
    assert [section.key for section in papers["internal"].sections] == [key for key in SECTIONS if key != "alternatives"]  # fmt: skip


@pytest.mark.parametrize(("name", "label"), [("internal", "Intern - indeholder små tal"), ("public_both", "Offentlig udgave - små tal er skjult")])  # fmt: skip
def test_every_page_carries_stamp_version_and_number(read, name, label):
    section = read[name].sections[0]
    assert section.header.paragraphs[0].text == f"Udkast til drøftelse - ikke besluttet\t{label}"
    assert {"PAGE", "NUMPAGES"} <= set(re.findall(r"\w+", section.footer._element.xml))
    assert any(label in paragraph.text for paragraph in read[name].paragraphs[:3])


def test_a_reader_who_cannot_see_gets_headings_tables_pictures_and_language(read):
    for found in read.values():
        body, styles = found.element.body, found.styles.element
        assert styles.find(f".//{qn('w:rPrDefault')}//{qn('w:lang')}").get(qn("w:val")) == "da-DK"
        assert found.core_properties.language == "da-DK"
        pictures = [shape._inline.docPr for shape in found.inline_shapes]
        assert len(pictures) >= 2
        assert all(len(picture.get("descr")) > 40 and picture.get("title") for picture in pictures)
        for table in found.tables:
            properties = table.rows[0]._tr.trPr
            assert properties.find(qn("w:tblHeader")) is not None
            assert table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val"))
        anchors = {link.get(qn("w:anchor")) for link in body.iter(qn("w:hyperlink"))}
        marks = {mark.get(qn("w:name")) for mark in body.iter(qn("w:bookmarkStart"))}
        assert anchors
        assert anchors <= marks
        assert 'TOC \\o "1-1"' in body.xml


def test_the_file_says_what_it_was_made_from(read, base_case, editions, papers):
    properties, content = read["internal"].core_properties, content_hash(base_case)
    assert (properties.identifier, properties.content_status) == (content, "Udkast til drøftelse - ikke besluttet")
    assert properties.subject.startswith("Helsingør: grundscenarie")
    assert properties.created.date() == properties.modified.date() == DAY
    assert (properties.category, properties.version) == ("2025-p/l", papers["internal"].version)
    text = "\n".join(paragraph.text for paragraph in read["internal"].paragraphs)
    for words in (content, "Helsingør: grundscenarie", "2025-p/l", "1.9.2025", papers["internal"].version):
        assert words in text
    assert all(draft.content in papers["public_both"].content for draft in editions["public_both"].drafts)


def test_the_same_plan_on_the_same_day_gives_the_same_bytes(editions, files, tmp_path):
    write_paper(editions["internal"], tmp_path / "again.docx")
    assert (tmp_path / "again.docx").read_bytes() == files["internal"]
    later = document(paper(replace(editions["internal"], day=date(2025, 9, 2))))
    assert later != files["internal"]
    assert ZipFile(BytesIO(later)).testzip() is None


def test_what_the_scenario_changes_is_said_and_bounds_on_people_are_left_out_in_public(no_dismissals_draft, papers):
    title = catalogue("da").t("paper.changed_title")
    internal, public = (paper(Edition((no_dismissals_draft,), DAY, public=public)) for public in (False, True))
    rows = next(grid for grid in internal.grids if grid.title == title).rows
    assert [row[:3] for row in rows] == [("Afskedigelser", "Højst antal afskedigelser i alt", "0")]
    for made in (public, papers["internal"]):
        assert title not in [grid.title for grid in made.grids]
    assert any("må gå ad hver vej: 1. De er udeladt" in text for text in public.sentences)


def test_a_first_step_that_is_past_is_said(editions, papers):
    late = paper(replace(editions["internal"], day=date(2025, 10, 1)))
    assert any("skulle være taget 26.9.2025" in text for text in late.sentences)
    assert not any("skulle være taget" in text for text in papers["internal"].sentences)


def test_no_column_is_too_narrow_for_its_figures(papers):
    for made in papers.values():
        for grid in made.grids:
            widths = column_widths(grid, 8.0)
            assert sum(widths) <= PAGE_TWIPS + len(widths)
            for at, column in enumerate(grid.columns):
                if column.kind not in ("text", "mixed"):
                    longest = max((len(row[at]) for row in grid.rows), default=0)
                    assert widths[at] > longest * 72, (grid.name, column.key)


def test_english_is_english(editions):
    made = paper(replace(editions["public_both"], language="en"))
    assert made.stamp == "Draft for discussion - not decided"
    assert made.sections[0].heading == "Summary"
    assert not any(word in " ".join(made.sentences) for word in ("årsværk", "hovedkonto", "Udkast"))


def test_a_case_without_targets_dismissals_or_tasks_has_a_paper_too(small_case, small_plan, ladder_plan):
    for plan in (small_plan, ladder_plan):
        made = paper(Edition((Draft.of(small_case, plan),), DAY))
        assert document(made)
        assert not any(isinstance(block, Picture) and not block.words for section in made.sections for block in section.blocks)  # fmt: skip


# --- headings -----------------------------------------------------------------------------------------------------


def headed(folder, text):
    path = folder / "headings.yaml"
    path.write_text(text, encoding="utf-8")
    return read_headings(path)


def test_headings_are_taken_from_a_file_and_a_section_may_be_left_out(editions, tmp_path):
    wanted = headed(tmp_path, 'background: "Baggrund og økonomi"\noutside: null\n')
    made = paper(replace(editions["public"], headings=wanted))
    assert "Baggrund og økonomi" in [section.heading for section in made.sections]
    assert "outside" not in [section.key for section in made.sections]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("backgrund: X\n", "line 1, backgrund: found no section 'backgrund'.*Did you mean 'background'"),
        ("about:\n", "this section must stay"),
        ("work: 3\n", "found no text"),
        ('work: " "\n', "empty or too long"),
        ("- work\n", "no `section: heading` lines"),
        ("work: A\nwork: B\n", "each key once"),
    ],
)
def test_faults_in_the_headings_are_named(tmp_path, text, said):
    with pytest.raises(InputError, match=said):
        headed(tmp_path, text)


def test_at_most_three_alternatives(base_draft):
    with pytest.raises(InputError, match="at most 3 alternatives"):
        paper(Edition((base_draft,) * 5, DAY))
