"""The pages, an area a folder, with the templates in the folder of the same name; each module that has a `router` is found."""

from collections.abc import Iterator
from importlib import import_module
from pkgutil import walk_packages

from fastapi import APIRouter
from starlette.routing import BaseRoute


def _routers() -> Iterator[APIRouter]:
    for found in walk_packages(__path__, f"{__name__}."):
        router = getattr(import_module(found.name), "router", None)
        if isinstance(router, APIRouter):
            yield router


def routes() -> list[BaseRoute]:
    """Of all areas."""
    return [route for router in _routers() for route in router.routes]
