"""The routes of a service are those of its `api` room: whatever file lies there is found, and no list can forget one."""

from importlib import import_module
from pkgutil import walk_packages

from fastapi import APIRouter
from fastapi.routing import APIRoute


def routes_of(room: str) -> list[APIRoute]:
    """All routes of the package called `room`, fixed words before places: `/studios/import` is no studio's id."""
    package = import_module(room)
    modules = [import_module(each.name) for each in walk_packages(package.__path__, f"{room}.")]
    routers = [found for module in modules for found in vars(module).values() if isinstance(found, APIRouter)]
    routes = [route for router in routers for route in router.routes if isinstance(route, APIRoute)]
    return sorted(routes, key=lambda route: ["{" in step for step in route.path.split("/")])
