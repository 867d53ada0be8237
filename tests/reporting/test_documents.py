"""Generated documents: what lies in docs/ is what `ipc document` would write."""

import pytest
from wellformed import malformed

from sim.cli.document import write
from sim.config import paths
from sim.reporting import documents
from sim.reporting.documents import document_names, is_slow, text_of

NEW_MODULE = """
def text():
    return "# New\\n"
"""


@pytest.mark.parametrize("name", document_names())
def test_a_document_is_what_would_be_written(name):
    file = paths.docs() / f"{name}.md"
    assert file.is_file(), f"ipc document {name} writes it"
    text = file.read_text(encoding="utf-8")
    assert malformed(text, paths.docs()) == []
    if not is_slow(name):
        assert text == text_of(name), f"ipc document {name} mends it"


def test_a_new_module_is_found_and_written(tmp_path, monkeypatch, ipc):
    (tmp_path / "a_new_one.py").write_text(NEW_MODULE, encoding="utf-8")
    monkeypatch.setattr(documents, "__path__", [str(tmp_path)])
    monkeypatch.setattr(paths, "docs", lambda: tmp_path / "docs")
    paths.docs().mkdir()
    assert ipc("document", "a_new_one")[:2] == (0, "docs/a_new_one.md: written\n")
    assert (tmp_path / "docs" / "a_new_one.md").read_text(encoding="utf-8") == "# New\n"
    assert ipc("document")[:2] == (0, "docs/a_new_one.md: as it was\n")


def test_a_module_says_itself_that_its_text_takes_long(tmp_path, monkeypatch):
    (tmp_path / "a_quick_one.py").write_text(NEW_MODULE, encoding="utf-8")
    (tmp_path / "a_slow_one.py").write_text(f"SLOW = True\n{NEW_MODULE}", encoding="utf-8")
    monkeypatch.setattr(documents, "__path__", [str(tmp_path)])
    assert {name: is_slow(name) for name in document_names()} == {"a_quick_one": False, "a_slow_one": True}


def test_an_unknown_name_is_told_and_nothing_is_written(tmp_path, monkeypatch, ipc):
    (tmp_path / "a_new_one.py").write_text(NEW_MODULE, encoding="utf-8")
    monkeypatch.setattr(documents, "__path__", [str(tmp_path)])
    monkeypatch.setattr(paths, "docs", lambda: tmp_path / "docs")
    paths.docs().mkdir()
    message = "document: found 'a_new_won'; did you mean 'a_new_one'? allowed: one of a_new_one\n"
    assert ipc("document", "a_new_one", "a_new_won") == (2, "", message)
    assert list(paths.docs().iterdir()) == []


def test_documents_are_written_in_a_checkout_only(tmp_path, monkeypatch, ipc):
    monkeypatch.setattr(paths, "home", lambda: tmp_path)
    message = f"document: found '{tmp_path}'; allowed: a checkout of the repository, to which the documents belong\n"
    assert ipc("document") == (2, "", message)


def test_a_document_that_cannot_be_written_leaves_the_old_one(tmp_path, monkeypatch):
    file = tmp_path / "page.md"
    assert write(file, "# Old\n")

    def refused(*_):
        raise OSError("no room")

    monkeypatch.setattr("os.replace", refused)
    with pytest.raises(OSError, match="no room"):
        write(file, "# New\n")
    assert [(path.name, path.read_text(encoding="utf-8")) for path in tmp_path.iterdir()] == [("page.md", "# Old\n")]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Words\n", "does not begin with its title"),
        ("# A\n\n", "does not end with one line break"),
        ("# A\n\n```\nx\n", "leaves a block of code open"),
        ("# A\n\n# B\n", "has a second title: # B"),
        ("# A\n\n| a | b |\n| --- | --- |\n| 1 |\n", "has 1 cells in line 5, below a head of 2"),
        ("# A\n\n| a | b |\n| 1 | 2 |\n", "has no line below the head of the table in line 3"),
        ("# A\n\nWords\n| a |\n| --- |\n", "has no empty line above the table in line 4"),
        ("# A\n\n[b](b.md)\n", "leads to what is not there: b.md"),
        ("# A\n\n[b](#b)\n", "leads to what is not there: #b"),
    ],
)
def test_a_malformed_page_is_noticed(text, message, tmp_path):
    assert malformed(text, tmp_path) == [message]


def test_a_page_in_good_form(tmp_path):
    text = "# A\n\n[A](#a)\n\n| a | b |\n| --- | --: |\n| 1 \\| 2 | 3 |\n\n```\n| x\n# y\n```\n"
    assert malformed(text, tmp_path) == []
