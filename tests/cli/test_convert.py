"""``convcalc convert``: what is printed and written, and what is never written over."""

import pytest
from click.testing import CliRunner

from convcalc.cli import cli
from convcalc.conversion.fully_convolutional import fully_convolutional

NET = "input: 8x8x3\nlayers:\n  - conv: {out: 4, kernel: 3}\n  - global_avgpool\n  - dense: 10\n"
SAID = (  # 3*3*3*4 + 4 and 4*10 + 10 parameters; 6*6*108 and 40 products
    "net: 1 dense layer is a convolution now; 162 parameters and 3,928 multiplications, as before\n"
    "global_avgpool: avgpool with a window of 6 in the place of global_avgpool, so that it slides on a larger input\n"
)


@pytest.fixture(autouse=True)
def in_a_folder_with_a_file(tmp_path, monkeypatch):
    (tmp_path / "net.yaml").write_text(NET)
    monkeypatch.chdir(tmp_path)


def run(*args, exit_code=0):
    result = CliRunner().invoke(cli, ["convert", *args, "--fully-convolutional"], catch_exceptions=False)
    assert result.exit_code == exit_code, result.output
    return result


def test_the_new_file_is_printed_and_what_was_done_is_said_on_stderr():
    result = run("net")
    assert result.stdout == fully_convolutional("net")
    assert result.stderr == SAID


def test_the_new_file_is_written_and_read_again(tmp_path):
    result = run("net", "-o", "new.yaml")
    assert (result.stdout, result.stderr) == ("", SAID)
    assert (tmp_path / "new.yaml").read_text(encoding="utf-8") == fully_convolutional("net")
    summary = CliRunner().invoke(cli, ["summary", "new", "--in", "10x12x3", "--columns", "name,output"])
    assert "conv_2   3x5x10" in summary.stdout  # 8 - 6 + 1 and 10 - 6 + 1


def test_a_file_that_is_there_is_written_over_only_by_force(tmp_path):
    (tmp_path / "new.yaml").write_text("mine")
    with pytest.raises(Exception, match="is there already"):
        run("net", "-o", "new.yaml")
    assert (tmp_path / "new.yaml").read_text() == "mine"
    run("net", "-o", "new.yaml", "--force")
    assert "avgpool" in (tmp_path / "new.yaml").read_text()


@pytest.mark.parametrize(("file", "target"), [("net", "net.yaml"), ("more", "more.yaml"), ("more", "net.yaml")])
def test_what_is_read_is_never_written_over(tmp_path, file, target):
    (tmp_path / "more.yaml").write_text("extends: net.yaml\nsymbols: {}\n")
    with pytest.raises(Exception, match="would write over the file that is read"):
        run(file, "-o", target, "--force")
    assert (tmp_path / "net.yaml").read_text() == NET
