"""The coordination graph as a picture: one team, or the cases of a forum that ends, on a date; never a hairball."""

from __future__ import annotations

from datetime import date

from planner.case.schema import Case
from planner.case.tables import CitizenType, Edge, Unit
from planner.coordination.graph import CITIZEN_TYPE, GUARANTEE, graph_on
from planner.text import Language, catalogue

ACROSS = "across"
MOST_NODES = 25
_SHAPES = {
    CITIZEN_TYPE: "ellipse",
    GUARANTEE: "note",
    "team": "box",
    "forum": "hexagon",
    "department": "folder",
    "outside": "component",
}
_COLOURS = {
    "owns": "#005A8C",
    "coordinates": "#B34D00",
    "advises": "#6A4C93",
    "contributes": "#4D4D4D",
    "member": "#8A6D00",
}
_STYLES = {"owns": "bold", "coordinates": "solid", "advises": "dashed", "contributes": "dashed", "member": "dotted"}
_PARTS = ("owns", "coordinates", "advises", "contributes")
"""The parts in a case that are drawn, the most important first; what passes between units is in the table."""


def focuses(case: Case) -> tuple[str, ...]:
    """What a picture can be about: the cases of a forum that ends, or one team that owns somebody."""
    owning = {edge.from_node for edge in case.decided_edges if edge.kind == "owns"}
    return (ACROSS, *(row.team for row in case.teams if row.team in owning))


def key_dates(case: Case) -> tuple[date, ...]:
    """The days on which the picture changes, from the plan's first day on."""
    first, last = case.months[0].first_day, case.months[-1].first_day
    rows: list[Unit | Edge | CitizenType] = [*case.units, *case.decided_edges, *case.citizen_types]
    begins = {row.valid_from for row in rows if row.valid_from}
    return tuple(sorted({first, *(day for day in begins if first < day <= last)}))


def dot(case: Case, day: date, focus: str, language: Language = "da") -> str:
    """The picture in Graphviz's language; edges carry their word, so colour is never the only sign."""
    graph, c = graph_on(case, day), catalogue(language)
    types = _types(case, focus) & {node for node, kind in graph.nodes(data="kind") if kind == CITIZEN_TYPE}
    parts = [(a, b, kind) for a, b, kind in graph.edges(keys=True) if b in types and kind in _PARTS]
    edges = sorted(parts, key=lambda edge: _PARTS.index(edge[2]))
    forums = {a for a, _, kind in edges if kind == "coordinates"}
    edges += [(a, b, kind) for a, b, kind in graph.edges(keys=True) if kind == "member" and b in forums]
    nodes = list(dict.fromkeys([*sorted(types), *(node for a, b, _ in edges for node in (b, a))]))[:MOST_NODES]
    lines = [
        "digraph {",
        'rankdir=LR; ranksep=1.4; nodesep=0.12; bgcolor="transparent"; node [fontname="sans-serif", fontsize=12];',
    ]
    lines += ['edge [fontname="sans-serif", fontsize=10];']
    for node in nodes:
        label, kind = graph.nodes[node][f"label_{language}"], graph.nodes[node]["kind"]
        lines.append(f'"{node}" [label="{_quoted(label)}", shape={_SHAPES[kind]}];')
    for a, b, kind in edges:
        if a in nodes and b in nodes:
            word = c.t(f"picture.{kind}")
            lines.append(f'"{a}" -> "{b}" [label="{word}", color="{_COLOURS[kind]}", style={_STYLES[kind]}];')
    return "\n".join([*lines, "}"])


def _types(case: Case, focus: str) -> set[str]:
    """The citizen types that the picture is about: those that a forum which ends held, or those a team owns."""
    ending = {row.unit for row in case.units if row.kind == "forum" and row.valid_to}
    forums = ending or {row.unit for row in case.units if row.kind == "forum"}
    kind, units = ("coordinates", forums) if focus == ACROSS else ("owns", {focus})
    return {edge.to_node for edge in case.decided_edges if edge.kind == kind and edge.from_node in units}


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')
