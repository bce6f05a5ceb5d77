"""The pages, an area a folder, with the templates in the folder of the same name; each module that has a `router` is found."""

from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules, walk_packages
from types import ModuleType, SimpleNamespace

from fastapi import APIRouter
from starlette.routing import BaseRoute


def _modules() -> Iterator[ModuleType]:
    for found in walk_packages(__path__, f"{__name__}."):
        yield import_module(found.name)


def routes() -> list[BaseRoute]:
    """Of all areas."""
    routers = (getattr(module, "router", None) for module in _modules())
    return [route for router in routers if isinstance(router, APIRouter) for route in router.routes]


def words() -> SimpleNamespace:
    """The words of each area, by its name."""
    areas = (area.name for area in iter_modules(__path__))
    found = {area: f"{__name__}.{area}.words" for area in areas}
    known = {module.__name__ for module in _modules()}
    return SimpleNamespace(**{area: import_module(name) for area, name in found.items() if name in known})
