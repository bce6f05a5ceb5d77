"""The pages, an area a folder, with the templates in the folder of the same name; each module that has a `router` is found."""

from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules, walk_packages
from types import ModuleType, SimpleNamespace

from fastapi import APIRouter
from starlette.routing import BaseRoute

from services.portal.frame.forms import Router


def _modules() -> Iterator[ModuleType]:
    for found in walk_packages(__path__, f"{__name__}."):
        yield import_module(found.name)


def routes() -> list[BaseRoute]:
    """Of all areas; raises TypeError for a router that would let other sites' forms in."""
    found = []
    for module in _modules():
        match getattr(module, "router", None):
            case Router() as router:
                found += router.routes
            case APIRouter():
                raise TypeError(f"{module.__name__} needs a Router of services.portal.frame.forms")
    return found


def words() -> SimpleNamespace:
    """The words of each area, by its name."""
    areas = (area.name for area in iter_modules(__path__))
    found = {area: f"{__name__}.{area}.words" for area in areas}
    known = {module.__name__ for module in _modules()}
    return SimpleNamespace(**{area: import_module(name) for area, name in found.items() if name in known})
