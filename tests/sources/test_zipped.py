import zipfile
from pathlib import Path

import pytest

from copilot.errors import InvalidInput
from copilot.sources.zipped import FREE_RATIO, unpack_book


def zipped(path: Path, files: dict[str, str | bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


@pytest.mark.parametrize("below", ["", "my book/", "a/b/"])
def test_the_book_is_found_at_any_depth(tmp_path: Path, below: str) -> None:
    files: dict[str, str | bytes] = {
        f"{below}accounts.csv": "x",
        f"{below}notes/n.md": "ü",
        "__MACOSX/._a": "",
        ".DS_Store": "",
    }
    book = unpack_book(zipped(tmp_path / "a.zip", files), tmp_path / "out")
    assert book == tmp_path / "out" / below
    assert (book / "notes" / "n.md").read_text(encoding="utf-8") == "ü"
    assert sum(path.is_file() for path in (tmp_path / "out").rglob("*")) == 2


def test_it_may_be_done_again_after_a_crash(tmp_path: Path) -> None:
    archive = zipped(tmp_path / "a.zip", {"accounts.csv": "x"})
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "half.csv").write_text("left by the crash", encoding="utf-8")
    unpack_book(archive, tmp_path / "out")
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["accounts.csv"]


@pytest.mark.parametrize("name", ["../evil", "a/../../evil", "/etc/evil", "C:/evil", "a\\..\\evil"])
def test_a_path_that_leads_out_is_refused(tmp_path: Path, name: str) -> None:
    archive = zipped(tmp_path / "a.zip", {"accounts.csv": "x", name: "evil"})
    with pytest.raises(InvalidInput, match="leads out"):
        unpack_book(archive, tmp_path / "deep" / "out")
    assert not list(tmp_path.rglob("evil"))


def test_a_link_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        link = zipfile.ZipInfo("accounts.csv")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    with pytest.raises(InvalidInput, match="link"):
        unpack_book(tmp_path / "a.zip", tmp_path / "out")


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    archive = zipped(tmp_path / "a.zip", {"accounts.csv": bytes(FREE_RATIO + 1)})
    with pytest.raises(InvalidInput, match="unpacks to more than"):
        unpack_book(archive, tmp_path / "out")
    assert not list((tmp_path / "out").iterdir())


def test_a_bomb_that_lies_about_its_size_is_refused(tmp_path: Path) -> None:
    archive = zipped(tmp_path / "a.zip", {"accounts.csv": bytes(1 << 20)})
    content = archive.read_bytes()
    archive.write_bytes(content.replace((1 << 20).to_bytes(4, "little"), (10).to_bytes(4, "little")))
    with pytest.raises(InvalidInput, match="no zip that can be read"):
        unpack_book(archive, tmp_path / "out")
    assert all(path.stat().st_size <= 10 for path in (tmp_path / "out").iterdir())


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 cut off", b"text"])
def test_what_is_no_zip_is_told(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.zip").write_bytes(content)
    with pytest.raises(InvalidInput, match="no zip"):
        unpack_book(tmp_path / "a.zip", tmp_path / "out")


def test_a_zip_without_accounts_is_told(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match=r"no accounts\.csv"):
        unpack_book(zipped(tmp_path / "a.zip", {"contacts.csv": "x"}), tmp_path / "out")


def test_an_encrypted_zip_is_told(tmp_path: Path) -> None:
    archive = zipped(tmp_path / "a.zip", {"accounts.csv": "x"})
    content = bytearray(archive.read_bytes())
    content[content.index(b"PK\x01\x02") + 8] |= 1
    archive.write_bytes(content)
    with pytest.raises(InvalidInput, match="encrypted"):
        unpack_book(archive, tmp_path / "out")
