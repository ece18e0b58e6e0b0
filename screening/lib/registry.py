"""A dictionary of plug-ins that fills itself from the modules of one package."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from typing import Any, Generic, TypeVar

Plugin = TypeVar("Plugin")


class Registry(Generic[Plugin]):
    """Plug-ins by key. Drop a module in ``package`` and it is found at the first look-up.

    Every plug-in class carries ``key`` (unique, stored in the database) and ``label`` (for people).
    """

    def __init__(self, package: str) -> None:
        self._package = package
        self._plugins: dict[str, type[Plugin]] = {}
        self._discovered = False

    def register(self, plugin: type[Plugin]) -> type[Plugin]:
        key: str = _key(plugin)
        first = self._plugins.setdefault(key, plugin)
        if first is not plugin:
            raise ValueError(f"{key!r} is already taken by {first.__module__}")
        return plugin

    def discover(self) -> None:
        if self._discovered:
            return
        package = importlib.import_module(self._package)
        for module in pkgutil.iter_modules(package.__path__, f"{self._package}."):
            importlib.import_module(module.name)
        self._discovered = True

    def __contains__(self, key: object) -> bool:
        self.discover()
        return key in self._plugins

    def __getitem__(self, key: str) -> type[Plugin]:
        self.discover()
        return self._plugins[key]

    def __iter__(self) -> Iterator[type[Plugin]]:
        self.discover()
        return iter(sorted(self._plugins.values(), key=_key))


def _key(plugin: Any) -> str:
    return str(plugin.key)
