"""Faults in Danish: every phrase that the readers of tables use is in the phrase book, with the same names in both."""

import ast
import re
from importlib.resources import files

import pytest
from ruamel.yaml import YAML

from planner.errors import Fault
from planner.report.faults import fault_sentence, in_danish
from tests.conftest import ROOT

BOOK = YAML(typ="safe", pure=True).load(files("planner.text").joinpath("faults.yaml").read_text(encoding="utf-8"))
READ = [
    *(ROOT / f"planner/{path}.py" for path in ("own_data/uploads", "own_data/tables", "keep/files", "keep/lock")),
    *sorted((ROOT / "planner/case").glob("*.py")),
]


def written(node):
    """A text of the code, with X for what it takes from the case."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else ""
    if isinstance(node, ast.JoinedStr):
        return "".join(written(part) if isinstance(part, ast.Constant) else "X" for part in node.values)
    return ""


def said(path):
    """What the faults made in a file say: found, allowed and to do; and what a row or setting says of itself."""
    for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(call, ast.Call) and (kind := getattr(call.func, "id", "")) in ("Fault", "ValueError"):
            yield from (text for text in map(written, call.args[2 if kind == "Fault" else 0 :]) if " " in text)


@pytest.mark.parametrize("path", READ, ids=lambda path: path.stem)
def test_what_is_said_of_the_input_is_said_in_danish(path):
    alike = "X for X"
    assert [text for text in said(path) if in_danish(text) == text and text != alike] == []


def test_both_languages_have_the_same_names():
    for english, danish in BOOK.items():
        names = set(re.findall(r"\{(\w+)\}", english))
        assert set(re.findall(r"\{(\w+)\}", danish)) <= names, english
        assert danish != english or not re.search(r"[a-z]{4} ", english), english


def test_a_sentence_in_each_language():
    fault = Fault("staffing.csv", "row 4, team (cell A4)", "unknown 'bb'", "a, b", "Did you mean 'b'?")
    assert fault_sentence(fault, "en") == str(fault)
    assert (
        fault_sentence(fault)
        == "staffing.csv, række 4, team (celle A4): fundet ukendt 'bb'; tilladt: a, b. Mente du 'b'?"
    )
    assert (
        in_danish("a valid integer, unable to parse string as an integer, or 'lasting'")
        == "et helt tal, eller 'lasting'"
    )
    assert in_danish("something that nobody thought of") == "something that nobody thought of"
    assert in_danish("unknown 'x{y}'") == "ukendt 'x{y}'"


def test_a_personal_number_is_not_shown_in_danish_either():
    assert "1234" not in fault_sentence(Fault("010190-1234", "010190-1234", "010190-1234", "010190-1234"))
