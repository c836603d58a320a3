"""The folder of a handbook: whole or not at all, and nothing of anybody else's."""

from pathlib import Path

import pytest

import assay
from assay.engine.handbook import folder as folder_module

NAMES = ["index.html", "index-2.html", "Index_2.html"]


def _contents(folder: Path) -> dict[str, str]:
    return {each.name: each.read_text("utf-8") for each in folder.iterdir()}


def test_the_folder_is_made_and_holds_every_page(odd: assay.Framework, tmp_path: Path) -> None:
    target = tmp_path / "new" / "book"
    written = assay.write_handbook(odd, target, formats=("html", "markdown"))
    assert [file.name for file in written.files] == [
        *NAMES,
        *(name.replace(".html", ".md") for name in NAMES),
    ]
    assert written.left_over == ()
    assert _contents(target) == assay.handbook_files(odd, formats=("html", "markdown"))


def test_pages_of_an_earlier_handbook_are_replaced(odd: assay.Framework, tmp_path: Path) -> None:
    assay.write_handbook(odd, tmp_path)
    assay.write_handbook(odd, tmp_path, language="th")
    assert _contents(tmp_path) == assay.handbook_files(odd, language="th")


@pytest.mark.parametrize("kind", ["foreign", "changed", "binary", "link", "folder"])
def test_what_is_somebody_else_s_is_refused_and_stays(
    odd: assay.Framework, tmp_path: Path, kind: str
) -> None:
    book = tmp_path / "book"
    assay.write_handbook(odd, book)
    page = book / "index-2.html"
    match kind:
        case "foreign":
            page.write_text("mine")
        case "changed":
            page.write_text(page.read_text("utf-8").replace("Everything", "Nothing"), "utf-8")
        case "binary":
            page.write_bytes(b"\xff\xfe")
        case "link":
            page.rename(tmp_path / "elsewhere.html")
            page.symlink_to(tmp_path / "elsewhere.html")
        case "folder":
            page.unlink()
            page.mkdir()
    before = page.is_symlink(), page.is_dir() or page.read_bytes()
    with pytest.raises(assay.UsageError, match=r"index-2\.html` would be overwritten.*--force"):
        assay.write_handbook(odd, book, language="th")
    assert (page.is_symlink(), page.is_dir() or page.read_bytes()) == before
    assert (book / "index.html").read_text("utf-8") == assay.handbook_files(odd)["index.html"]


def test_force_replaces_what_is_in_the_way(odd: assay.Framework, tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("mine")
    (tmp_path / "other.txt").write_text("also mine")
    assay.write_handbook(odd, tmp_path, force=True)
    assert (tmp_path / "other.txt").read_text() == "also mine"
    assert "mine" not in (tmp_path / "index.html").read_text("utf-8")


def test_a_link_is_replaced_and_not_followed(odd: assay.Framework, tmp_path: Path) -> None:
    outside = tmp_path / "outside.html"
    outside.write_text("mine")
    book = tmp_path / "book"
    book.mkdir()
    (book / "index.html").symlink_to(outside)
    assay.write_handbook(odd, book, force=True)
    assert outside.read_text() == "mine"
    assert not (book / "index.html").is_symlink()


def test_a_page_that_is_no_longer_one_is_named(odd: assay.Framework, tmp_path: Path) -> None:
    assay.write_handbook(odd, tmp_path)
    smaller = assay.loads("framework f {}  role r { overall score: 1 }")
    written = assay.write_handbook(smaller, tmp_path)
    assert written.left_over == (tmp_path / "Index_2.html", tmp_path / "index-2.html")


def test_where_writing_fails_everything_is_as_it_was(
    odd: assay.Framework, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path, *_: object, **__: object) -> int:
        raise OSError(28, "no space left", str(path))

    target = tmp_path / "new" / "book"
    with monkeypatch.context() as patched:
        patched.setattr(folder_module.Path, "write_text", full)
        with pytest.raises(OSError, match="no space left"):
            assay.write_handbook(odd, target)
    assert list(tmp_path.iterdir()) == []


def test_a_file_is_no_folder(odd: assay.Framework, tmp_path: Path) -> None:
    (tmp_path / "book").write_text("")
    with pytest.raises(assay.UsageError, match="is a file; name a folder"):
        assay.write_handbook(odd, tmp_path / "book")
