import io

from hypothesis import given, settings
from hypothesis import strategies as st

from copilot.sources.cells import MAX_LINE, CsvFile


def test_a_line_without_end_is_cut_and_told() -> None:
    rows = list(CsvFile(io.BytesIO(b"a,b\n" + b"x" * (MAX_LINE + 5) + b"\nc,d\n")).rows())
    assert rows[0].cells == ["a", "b"]
    assert f"{MAX_LINE:,} bytes" in rows[1].problem or "a cell is longer" in rows[1].problem
    assert rows[-1].cells == ["c", "d"]


@settings(max_examples=200)
@given(content=st.binary(max_size=200) | st.text(st.sampled_from('a,"\r\n\0é'), max_size=60).map(str.encode))
def test_no_bytes_are_too_odd_to_be_told_about(content: bytes) -> None:
    file = CsvFile(io.BytesIO(content))
    rows = list(file.rows())
    assert file.bytes_read == len(content)
    assert [row.line for row in rows] == sorted(row.line for row in rows)
    assert all(row.problem or "\0" not in "".join(row.cells) for row in rows)
