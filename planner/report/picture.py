"""The coordination graph as a picture: one node, or the cases of a forum that ends, on a date; never a hairball."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from planner.case.schema import Case
from planner.case.tables import CitizenType, Edge, Unit
from planner.coordination.graph import CITIZEN_TYPE, GUARANTEE, Graph, graph_on, is_kind
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
    "hands_over": "#2E7D32",
    "refers": "#2E7D32",
    "data": "#4D4D4D",
}
_STYLES = {"owns": "bold", "coordinates": "solid", "hands_over": "solid", "member": "dotted", "data": "dotted"}
"""How a line looks; all others are dashed."""
_PARTS = ("owns", "coordinates", "advises", "contributes")
"""The parts in a case, the most important first; between units only what leads to or from the node in focus is drawn."""

Drawn = tuple[str, str, str]
"""An edge: from, to, kind."""


class Picture(NamedTuple):
    """A picture in Graphviz's language, how many nodes it has, and how many there was no room for."""

    dot: str
    nodes: int
    left_out: int


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


def picture(case: Case, day: date, focus: str, language: Language = "da") -> Picture:
    """The graph on a day around a focus: `ACROSS`, or the key of a unit, a citizen type or a guarantee.

    Edges carry their word and the node in focus a double line, so colour is never the only sign.
    """
    graph, c = graph_on(case, day), catalogue(language)
    edges = _edges(case, graph, focus)
    ends = (node for a, b, _ in edges for node in (b, a))
    nodes = list(dict.fromkeys([*([focus] if focus in graph else []), *ends]))
    shown = nodes[:MOST_NODES]
    lines = [
        "digraph {",
        'rankdir=LR; ranksep=1.4; nodesep=0.12; bgcolor="transparent"; node [fontname="sans-serif", fontsize=12];',
        'edge [fontname="sans-serif", fontsize=10];',
    ]
    for node in shown:
        label, kind = graph.nodes[node][f"label_{language}"], graph.nodes[node]["kind"]
        twice = ", peripheries=2" if node == focus else ""
        lines.append(f'"{node}" [label="{_quoted(label)}", shape={_SHAPES[kind]}{twice}];')
    for a, b, kind in edges:
        if a in shown and b in shown:
            style = _STYLES.get(kind, "dashed")
            lines.append(f'"{a}" -> "{b}" [label="{c.t(f"picture.{kind}")}", color="{_COLOURS[kind]}", style={style}];')
    return Picture("\n".join([*lines, "}"]), len(shown), len(nodes) - len(shown))


def _edges(case: Case, graph: Graph, focus: str) -> list[Drawn]:
    """What is drawn, the most important first: roles in the cases in focus, then who sits in their forums.

    Around a unit that owns nobody, of the others only the owners of its citizen types. What one who sits in a forum
    contributes to the forum's cases is drawn for one citizen type only.
    """
    everything: list[Drawn] = list(graph.edges(keys=True))
    types = _types(case, graph, focus)
    roles = [edge for edge in everything if edge[1] in types and edge[2] in _PARTS]
    if any(a == focus for a, _, _ in roles) and (focus, "owns") not in {(a, kind) for a, _, kind in roles}:
        roles = [edge for edge in roles if edge[0] == focus or edge[2] == "owns"]
    edges = sorted(roles, key=lambda edge: (focus not in edge, _PARTS.index(edge[2])))
    edges += [edge for edge in everything if focus in edge[:2] and edge[2] not in _PARTS]
    held = {(a, b) for a, b, kind in edges if kind == "coordinates"}
    seats = {(a, b) for a, b, kind in everything if kind == "member"}
    edges += [(a, b, "member") for a, b in sorted(seats) if b in {forum for forum, _ in held}]
    through = {(unit, node, "contributes") for unit, forum in seats for of, node in held if of == forum}
    return [edge for edge in dict.fromkeys(edges) if edge not in through or len(types) == 1]


def _types(case: Case, graph: Graph, focus: str) -> set[str]:
    """The citizen types and guarantees in focus: those that a forum which ends held, those a unit has a part in, or one."""
    if focus == ACROSS:
        ending = {row.unit for row in case.units if row.kind == "forum" and row.valid_to}
        forums = ending or {row.unit for row in case.units if row.kind == "forum"}
        return {edge.to_node for edge in case.decided_edges if edge.kind == "coordinates" and edge.from_node in forums}
    if focus not in graph or is_kind(graph, focus, CITIZEN_TYPE, GUARANTEE):
        return {focus}
    parts = [(b, kind) for _, b, kind in graph.out_edges(focus, keys=True) if kind in _PARTS]
    owned = {node for node, kind in parts if kind == "owns"}
    return owned or {node for node, _ in parts}


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')
