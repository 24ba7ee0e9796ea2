"""Where files are looked for."""

import pytest

from convcalc.architecture.library import bundled_names, find
from convcalc.errors import DocumentError


@pytest.fixture(autouse=True)
def in_an_empty_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("name", ["resnet50", "resnet50.yaml"])
def test_a_bare_name_is_a_file_here_or_else_a_bundled_one(name, tmp_path):
    assert find(name).bundled
    (tmp_path / "resnet50").mkdir()  # a folder of that name is not meant
    assert find(name).bundled
    (tmp_path / "resnet50.yaml").write_text("here")
    assert not find(name).bundled
    assert find(name).path.read_text() == "here"


def test_a_path_is_only_itself(tmp_path):
    with pytest.raises(DocumentError):
        find("./nowhere/resnet50.yaml")
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "net.yml").write_text("x")
    assert find("sub/net").path.name == "net.yml"


def test_a_missing_file_names_the_nearest():
    with pytest.raises(DocumentError) as caught:
        find("resnet51")
    assert "did you mean resnet5" in caught.value.hint or "did you mean resnet1" in caught.value.hint


def test_a_folder_is_called_one(tmp_path):
    (tmp_path / "models").mkdir()
    with pytest.raises(DocumentError, match="is a folder"):
        find("models")


def test_bundled_names_are_those_of_the_files():
    assert "resnet50" in bundled_names()
