"""A policy: the rules of every site and section, from one TOML file."""

import hashlib
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from moderation.policy.document import PolicyDocument, RulesTable
from moderation.policy.read import read_document, refuse_where
from moderation.policy.rules import Rules, build_rules

DEFAULT_PATH: Final = Path(__file__).with_name("default.toml")


class Policy:
    """Rules by site and section. A section's table goes before its site's, and that before `[default]`.

    Tables are merged key by key, lists and numbers are replaced, and `false` switches a table off.
    """

    def __init__(self, content: Mapping[str, Any], minimum_length: int, version: str = "") -> None:
        document = PolicyDocument.model_validate(content)
        self.version = version
        self._minimum_length = minimum_length
        default = content.get("default", {})
        self.default = self._build(default)
        self._rules: dict[tuple[str, str | None], Rules] = {}
        for site in document.sites:
            table = dict(content["sites"][site])
            sections = table.pop("sections", {})
            merged = _merge(default, table)
            self._rules[site, None] = self._build(merged)
            for section, own in sections.items():
                self._rules[site, section] = self._build(_merge(merged, own))

    @classmethod
    def read(cls, path: Path | None, minimum_length: int) -> "Policy":
        """Read a file, or the package's own. `minimum_length` holds where the file has none.

        Raises `PolicyError` with the line of everything that is wrong.
        """
        path = path or DEFAULT_PATH
        text, content = read_document(path)
        with refuse_where(path, text):
            return cls(content, minimum_length, hashlib.sha256(text.encode()).hexdigest()[:12])

    def rules(self, site: str, section: str | None = None) -> Rules:
        """Return the rules for a comment's site and section."""
        return self._rules.get((site, section)) or self._rules.get((site, None)) or self.default

    @cached_property
    def places(self) -> tuple[tuple[str, str | None], ...]:
        """Every site, and every section of one, that has rules of its own."""
        return tuple(self._rules)

    def _build(self, table: Mapping[str, Any]) -> Rules:
        return build_rules(RulesTable.model_validate(table), self._minimum_length)


def _merge(base: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """Lay `own` over `base`.

    >>> _merge({"links": {"maximum": 1, "action": "hold"}, "rate": {}}, {"links": {"maximum": 3}, "rate": False})
    {'links': {'maximum': 3, 'action': 'hold'}, 'rate': False}
    """
    merged = dict(base)
    for key, value in own.items():
        earlier = merged.get(key)
        if isinstance(earlier, Mapping) and isinstance(value, Mapping):
            value = _merge(earlier, value)  # noqa: PLW2901  # the merged table takes the place of its part
        merged[key] = value
    return merged
