import io
import re
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import docx
from docx.document import Document as Docx
from docx.oxml.ns import qn

from copilot.documents.document import Document
from copilot.documents.export import export
from tests.documents.documents import BRIEF, picture, small
from tests.documents.export.reading_back import docx_text


def opened(document: Document, template: Path | None = None) -> Docx:
    return docx.Document(io.BytesIO(export(document, "docx", picture, template)))


def xml_of(document: Document, part: str = "word/document.xml", template: Path | None = None) -> str:
    with zipfile.ZipFile(io.BytesIO(export(document, "docx", picture, template))) as packed:
        return packed.read(part).decode()


def company_file(path: Path, *, with_lists: bool = True) -> Path:
    """A company's letter, with its own head, foot, styles and some text in it."""
    file = docx.Document()
    file.add_paragraph("SAMPLE TEXT of the template")
    file.styles["Heading 1"].font.name = "Company Sans"
    file.sections[0].header.paragraphs[0].text = "ACME Holding"
    if not with_lists:
        part = file.part
        part.drop_rel(next(key for key, one in part.rels.items() if one.reltype.endswith("/numbering")))
    file.save(str(path))
    return path


def test_sections_are_headings_and_the_contents_link_to_them() -> None:
    xml = xml_of(BRIEF)
    headings = [line.text for line in opened(BRIEF).paragraphs if line.style and line.style.name == "Heading 1"]
    assert headings == [*(section.title for section in BRIEF.sections), "Left out, and why", "Sources"]
    assert ' TOC \\o "1-1" \\h \\z \\n ' in xml
    assert [xml.count(f'fldCharType="{kind}"') for kind in ("begin", "separate", "end")] == [1, 1, 1]


def test_every_link_leads_to_a_bookmark_and_every_bookmark_is_its_own() -> None:
    xml = xml_of(BRIEF)
    names, numbers = (
        re.findall(r'bookmarkStart w:id="(\d+)" w:name="([^"]+)"', xml),
        re.findall(r'bookmarkEnd w:id="(\d+)"', xml),
    )
    links = re.findall(r'w:anchor="([^"]+)"', xml)
    assert len(links) > 30
    assert set(links) <= {name for _, name in names}
    assert len(numbers) == len({number for number, _ in names}) == len({name for _, name in names})


def test_pages_are_numbered() -> None:
    foot = xml_of(BRIEF, "word/footer1.xml")
    assert " PAGE " in foot
    assert " NUMPAGES " in foot
    assert "Tamarack Foods: renewal on 13 September 2026 · 1 July 2026 · Approved" in foot


def test_lists_are_lists_and_each_numbered_one_begins_anew() -> None:
    document = small(("plan", "1. a\n2. b\n\nBetween.\n\n5. c\n   - d\n     - e\n       - f\n         - g"))
    xml, numbering = xml_of(document), xml_of(document, "word/numbering.xml")
    used = re.findall(r'<w:ilvl w:val="(\d)"/><w:numId w:val="(\d+)"/>', xml)
    assert [level for level, _ in used] == ["0", "0", "0", "1", "2", "2", "2"]
    assert used[0][1] != used[2][1]
    assert 'w:startOverride w:val="5"' in numbering


def test_charts_are_pictures_with_their_titles() -> None:
    file = opened(BRIEF)
    assert len(file.inline_shapes) == 2
    assert [shape._inline.docPr.get("descr") for shape in file.inline_shapes] == [
        "Active users against seats",
        "Health",
    ]
    section = file.sections[0]
    assert section.page_width is not None
    assert all(shape.width < section.page_width for shape in file.inline_shapes)


def test_a_table_repeats_its_head_and_fills_the_page() -> None:
    table = opened(BRIEF).tables[2]
    assert [cell.text for cell in table.rows[0].cells] == [
        "scenario",
        "ARR",
        "GRR",
        "NRR",
        "what would have to be true",
    ]
    assert "tblHeader" in table.rows[0]._tr.xml
    assert "tblHeader" not in table.rows[1]._tr.xml


def test_what_leads_to_a_table_stays_with_it_and_no_row_stands_alone() -> None:
    rows = "\n".join(f"| account {row} | ${row},000 |" for row in range(30))
    file = opened(small(("fact", f"Before.\n\n**Who was lost**\n\n| who | ARR |\n|---|---|\n{rows}")))
    kept = {line.text: line.paragraph_format.keep_with_next for line in file.paragraphs}
    assert kept["Who was lost"] is True
    assert kept["Before."] is None
    table = file.tables[-1]
    together = [bool(row.cells[0].paragraphs[0].paragraph_format.keep_with_next) for row in table.rows]
    assert (together[:3], together[-3:]) == ([True, True, False], [False, True, False])
    assert not any(together[2:-3])


def test_the_sources_stand_in_two_columns_under_the_same_head_and_foot() -> None:
    file = opened(BRIEF)
    assert [section._sectPr.find(qn("w:cols")).get(qn("w:num"), "1") for section in file.sections] == ["1", "2"]
    assert all(section.footer.is_linked_to_previous == bool(place) for place, section in enumerate(file.sections))


def test_a_companys_template_gives_head_foot_and_styles_and_loses_its_text(tmp_path: Path) -> None:
    for with_lists in (True, False):
        template = company_file(tmp_path / f"letter-{with_lists}.docx", with_lists=with_lists)
        data = export(BRIEF, "docx", picture, template)
        file = docx.Document(io.BytesIO(data))
        assert "SAMPLE" not in docx_text(data)
        assert file.sections[0].header.paragraphs[0].text == "ACME Holding"
        assert file.styles["Heading 1"].font.name == "Company Sans"
        assert "One urgent ticket is open" in docx_text(data)
        assert " PAGE " in xml_of(BRIEF, "word/footer1.xml", template)


def test_a_template_without_styles_gets_ours(tmp_path: Path) -> None:
    bare = docx.Document()
    for name in ("Title", "Heading 1", "Heading 2"):
        bare.styles[name].delete()
    bare.save(str(tmp_path / "bare.docx"))
    assert "Renewal scenarios" in docx_text(export(BRIEF, "docx", picture, tmp_path / "bare.docx"))


def test_a_template_that_numbers_its_pages_keeps_its_way(tmp_path: Path) -> None:
    once = tmp_path / "once.docx"
    once.write_bytes(export(small(("fact", "x")), "docx", picture))
    assert xml_of(BRIEF, "word/footer1.xml", once).count(" PAGE ") == 1


def test_arabic_runs_from_the_right() -> None:
    xml = xml_of(small(("said", "مرحبا بكم\n\nHello")))
    lines = {match.group(0).count("<w:bidi/>"): match.group(0) for match in re.finditer(r"<w:p>.*?</w:p>", xml)}
    assert "مرحبا" in lines[1]
    assert max(lines) == 1
    ElementTree.fromstring(xml)


def test_the_file_names_no_person_and_no_tool() -> None:
    told = opened(BRIEF).core_properties
    assert (told.author, told.comments, told.last_modified_by) == ("", "", "")
    assert told.title == BRIEF.title
