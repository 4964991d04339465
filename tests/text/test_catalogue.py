"""Both catalogues hold the same keys and placeholders, and every key is used and defined."""

import ast
import re
from pathlib import Path
from string import Formatter
from typing import get_args

import pytest

from planner.case.law import RULES
from planner.case.settings import Contract, Lever, Line, Redeployment, Retraining, TakeUp
from planner.case.tables import KnownMovement, ServiceBand
from planner.case.values import Figure, Goal, HardRule, Sourced, Strict
from planner.plan import EXPENSES, MOVEMENTS
from planner.report.ladder import WAYS
from planner.report.settings import setting_label
from planner.text import catalogue

ROOT = Path(__file__).parents[2]
SOURCES = [*ROOT.glob("planner/**/*.py"), ROOT / "streamlit_app.py"]
DA, EN = catalogue("da").texts, catalogue("en").texts


def parsed():
    return [ast.parse(path.read_text(encoding="utf-8")) for path in SOURCES if path.exists()]


def placeholders(text):
    return sorted(field for _, field, _, _ in Formatter().parse(text) if field)


def test_same_keys():
    assert list(DA) == list(EN)


def test_same_placeholders():
    assert {key: placeholders(text) for key, text in DA.items()} == {
        key: placeholders(text) for key, text in EN.items()
    }


def test_no_text_is_left_in_the_other_language():
    prose = [key for key, text in DA.items() if len(text) > 30 and text == EN[key]]
    assert prose == []


def test_a_missing_key_is_an_error():
    with pytest.raises(KeyError):
        catalogue("da").t("no.such_key")


def test_a_missing_value_is_an_error():
    with pytest.raises(KeyError):
        catalogue("en").t("unit.amount_mio")


def test_every_key_asked_for_is_there():
    asked = {
        call.args[0].value
        for tree in parsed()
        for call in ast.walk(tree)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and call.func.attr == "t"
        and call.args
        and isinstance(call.args[0], ast.Constant)
    }
    assert {key for key in asked if key not in DA and f"entry.{key}" not in DA} == set()


def test_every_key_is_used():
    nodes = [node for tree in parsed() for node in ast.walk(tree)]
    literal = {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    made = [re.compile(f"(?:entry.)?{pattern(node)}") for node in nodes if isinstance(node, ast.JoinedStr)]
    words = set(re.findall(r"\w+", " ".join(path.read_text(encoding="utf-8") for path in used_files())))
    words |= {rule.unit.replace(" ", "_") for rule in RULES.values()}
    words |= {f"{kind}_dkk" for kind in EXPENSES} | {f"{kind}_fte" for kind in MOVEMENTS}

    def used(key):
        if key in literal or key.removeprefix("entry.") in literal:
            return True
        filled = [match.groups() for match in (each.fullmatch(key) for each in made) if match]
        return any(all(part.rsplit(".", 1)[-1] in words for part in parts) for parts in filled)

    assert {key for key in DA if not used(key)} == set()


def used_files():
    return [*(path for path in SOURCES if path.exists()), *ROOT.glob("data/rules/*.yaml"), ROOT / "data/facts.csv"]


def pattern(node):
    """An f-string that starts with fixed text as a pattern; any other matches nothing."""
    if not isinstance(node.values[0], ast.Constant):
        return "(?!)"
    return "".join(re.escape(part.value) if isinstance(part, ast.Constant) else r"([\w.]+)" for part in node.values)


@pytest.mark.parametrize("language", ["da", "en"])
def test_every_setting_goal_and_rule_has_a_name(base_case, language):
    c = catalogue(language)

    def paths(node, at=""):
        for key in type(node).model_fields:
            value, path = getattr(node, key), f"{at}.{key}" if at else key
            below = isinstance(value, Strict) and not isinstance(value, Figure)
            yield from paths(value, path) if below else [path]

    files = {"name", "why", "municipality", "data", "tables", "rules"}
    unnamed = [path for path in paths(base_case.settings) if path not in files and setting_label(c, path) == path]
    assert unnamed == []
    assert all(c.knows(f"goal.{goal}") for goal in (*get_args(Goal), *get_args(HardRule)))


LISTED = {
    "voluntary.take_up": TakeUp,
    "dismissals.service_mix": ServiceBand,
    "hiring.where": Line,
    "hiring.contracts": Contract,
}


@pytest.mark.parametrize("language", ["da", "en"])
def test_every_field_of_a_lever_s_lists_and_of_a_path_has_a_name(language):
    c = catalogue(language)
    fields = {f"{path}.1.{field}" for path, row in LISTED.items() for field in row.model_fields}
    fields |= {f"retraining.up.{field}" for row in (Lever, Redeployment, Retraining) for field in row.model_fields}
    silent = {*Sourced.model_fields, "label_da", "label_en"}
    for field in sorted(fields):
        last = field.rpartition(".")[2]
        assert last in silent or c.knows(f"lever.{last}"), field
        assert setting_label(c, field, {"up": "Opad"}) != field


def test_a_nested_setting_is_named_from_its_parts():
    c = catalogue("da")
    assert setting_label(c, "voluntary.take_up.2.payment_months") == "Frivillig fratrædelse: tilbud 2, betaling"
    assert setting_label(c, "retraining.up.active", {"up": "Opad"}) == "Opkvalificering: Opad, i brug"
    assert (
        setting_label(c, "law_values.hearing_days", {"hearing_days": "Frist"}) == "Lov og frister (tænkt regel): Frist"
    )
    assert setting_label(c, "saving.share_of_target.HK6") == "Del af kravet, der skal nås, HK6"


@pytest.mark.parametrize("language", ["da", "en"])
def test_every_way_expense_movement_and_unit_has_a_name(language):
    c = catalogue(language)
    keys = {f"{section}.{way.key}" for way in WAYS for section in ("way", "way_note")}
    keys |= {f"kpi.{way.key}_fte" for way in WAYS}
    keys |= {f"{section}.{kind}" for kind in EXPENSES for section in ("expense",)} | {
        f"column.{e}_dkk" for e in EXPENSES
    }
    keys |= {f"column.{kind}_fte" for kind in MOVEMENTS if kind != "moved_in"}
    keys |= {f"law_unit.{rule.unit.replace(' ', '_')}" for rule in RULES.values() if rule.unit != "andel"}
    keys |= {f"entry.known_{kind}" for kind in get_args(KnownMovement.model_fields["kind"].annotation)}
    assert {key for key in keys if not c.knows(key)} == set()


@pytest.mark.parametrize(
    ("key", "danish"),
    [
        ("where.redeployment", "omplacering"),
        ("where.municipal_redeployment", "omplacering i kommunen"),
        ("where.reduced_hours", "nedsat tid"),
        ("where.retraining", "opkvalificering"),
        ("choice.downgrading", "nedrykning"),
        ("way.fixed_term", "tidsbegrænsede ansættelser"),
        ("way.retirement", "pension"),
        ("where.voluntary", "frivillig fratrædelse"),
        ("where.overstaffing", "overbemanding"),
        ("app.tab.posts", "hele stillinger"),
        ("table.thresholds.title", "større afskedigelser"),
    ],
)
def test_the_ladder_goes_by_its_danish_words(key, danish):
    assert danish in DA[key].lower()
