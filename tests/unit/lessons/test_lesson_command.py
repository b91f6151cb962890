"""`keysim lesson`: lists, writes, marks, and refuses bad input in one line."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from experiments import cli
from experiments.lessons.catalogue import LESSONS
from experiments.lessons.exercise import Question


def keysim(*words: object) -> Result:
    return CliRunner().invoke(cli.main, ["lesson", *map(str, words)])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    assert keysim("new", 9, tmp_path / "mine", "--seed", 4).exit_code == 0
    return tmp_path / "mine"


def test_the_list_names_every_lesson() -> None:
    printed = keysim("list").stdout
    assert all(lesson.page in printed for lesson in LESSONS)


def test_show_tells_every_question() -> None:
    printed = keysim("show", 9).stdout
    assert "order_quantity" in printed
    assert "sale_value" in printed


def test_right_answers_give_status_0_and_wrong_ones_1(folder: Path) -> None:
    questions = LESSONS[8].exercise(4).questions
    lines = [f"{one.name}: {one.reference}" for one in questions if isinstance(one, Question)]
    file = folder / "answers.yaml"
    file.write_text("\n".join(["lesson: 9", *lines]))
    result = keysim("check", 9, file, "--seed", 4)
    assert (result.exit_code, "2 of 2 right" in result.stdout) == (0, True)
    file.write_text("lesson: 9\norder_quantity: 1M\n")
    result = keysim("check", 9, file, "--seed", 4)
    assert result.exit_code == 1
    assert "too high" in result.stdout
    assert "missing" in result.stdout
    assert "0 of 2 right" in result.stdout


def test_marks_and_hints_are_told_in_chinese(folder: Path) -> None:
    file = folder / "answers.yaml"
    file.write_text("lesson: 9\norder_quantity: 1M\n")
    printed = keysim("check", 9, file, "--seed", 4, "--language", "zh").stdout
    for words in ("练习 9：经销商", "偏高", "没有一张订单小于 Q", "未答", "答对 0 题，共 2 题"):
        assert words in printed
    refused = keysim("check", 9, file, "--seed", 4, "--language", "fr")
    assert refused.exit_code == 2
    assert "fr" in refused.stderr


def test_the_form_as_it_is_written_counts_as_missing(folder: Path) -> None:
    result = keysim("check", 9, folder / "answers.yaml", "--seed", 4)
    assert result.exit_code == 1
    assert result.stdout.count("missing") == 2


def test_a_name_is_a_seed_whatever_its_case(tmp_path: Path) -> None:
    for name, folder in (("李娜", "a"), (" 李娜 ", "b"), ("Li Na", "c"), ("LI  na", "d")):
        assert keysim("new", 9, tmp_path / folder, "--student", name).exit_code == 0
    orders = {folder: (tmp_path / folder / "orders.csv").read_text() for folder in "abcd"}
    assert orders["a"] == orders["b"] != orders["c"] == orders["d"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "answers.yaml: is empty"),
        ("- 1\n", "holds no answers"),
        ("lesson: 3\n", "2: lesson: these are answers to lesson 3, not to lesson 9"),
        ("sale_valu: 3k\n", "2: sale_valu: unknown name 'sale_valu'; did you mean 'sale_value'?"),
        ("sale_value: many\n", "2: sale_value: expected a number such as 0.031, 3.1 % or 240k, found 'many'"),
        ("sale_value: [1, 2]\n", "2: sale_value: expected one number"),
        ("sale_value: true\n", "2: sale_value: expected one number"),
        ("sale_value: .nan\n", "2: sale_value: expected a number"),
        ("sale_value: {\n", "answers.yaml:"),
        ("sale_value: 1\nsale_value: 2\n", "sale_value"),
    ],
)
def test_a_bad_file_is_told_in_one_line(folder: Path, text: str, message: str) -> None:
    file = folder / "answers.yaml"
    file.write_text("# remark\n" + text)
    result = keysim("check", 9, file, "--seed", 4)
    assert result.exit_code == 2
    assert message in result.stderr
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("show", 12), "there is no lesson 12; there are 1 to 11"),
        (("new", 9, "x"), "one of the two"),
        (("new", 9, "x", "--seed", 1, "--student", "a"), "one of the two"),
        (("new", 9, "x", "--student", " "), "is empty"),
        (("check", 9, "nowhere.yaml", "--seed", 1), "nowhere.yaml: cannot be read"),
    ],
)
def test_bad_input_is_told_in_one_line(
    words: tuple[object, ...], message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = keysim(*words)
    assert result.exit_code == 2
    assert message in result.stderr
    assert result.stderr.count("\n") == 1
