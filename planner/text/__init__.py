"""The Danish and English catalogues: every word a person sees that the case itself does not bring along."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from ruamel.yaml import YAML

Language = Literal["da", "en"]


@dataclass(frozen=True)
class Catalogue:
    """The texts of one language under dotted keys."""

    language: Language
    texts: Mapping[str, str]

    def t(self, key: str, /, **values: object) -> str:
        """The text of a key with its placeholders filled.

        Raises:
            KeyError: no such key, or a placeholder without a value.

        >>> catalogue("en").t("year.lasting")
        'Lasting'
        """
        return self.texts[key].format(**values)

    def knows(self, key: str) -> bool:
        """Whether the catalogue has the key; for words that a municipality may bring its own of."""
        return key in self.texts


@cache
def catalogue(language: Language = "da") -> Catalogue:
    """The catalogue of a language, read once: the words of app, workbook and screen, of the template and of the paper."""
    texts: dict[str, str] = {}
    for name in (f"{language}.yaml", f"template.{language}.yaml", f"paper.{language}.yaml"):
        text = files(__name__).joinpath(name).read_text(encoding="utf-8")
        texts |= _flat(YAML(typ="safe", pure=True).load(text))
    return Catalogue(language, texts)


def _flat(node: Mapping[str, Any], at: str = "") -> Iterator[tuple[str, str]]:
    """Nested texts as dotted keys."""
    for key, value in node.items():
        path = f"{at}.{key}" if at else str(key)
        if isinstance(value, Mapping):
            yield from _flat(value, path)
        else:
            yield path, str(value)
