"""Whatever route a path is one of is among those it is tried by."""

import re

from starlette.routing import BaseRoute

from api.signpost import Signpost
from tests.contract.test_isolation import APP

PATHS = {re.sub(r"\{[^}]*\}", "x", getattr(route, "path", "/")) for route in APP.router.routes}
HERE = "/api/v1/schools/x"


def matching(routes: list[BaseRoute], path: str) -> list[BaseRoute]:
    regexes = [(one, getattr(one, "path_regex", None)) for one in routes]
    return [one for one, regex in regexes if regex is not None and regex.match(path)]


def test_a_path_is_tried_by_every_route_it_can_be_one_of() -> None:
    signpost = Signpost(APP.router)
    fewer = 0
    for path in {*PATHS, HERE, f"{HERE}/", f"{HERE}/nothing", f"{HERE}/teachers/a/b/c/d"}:
        tried = signpost.towards(path).routes
        assert matching(tried, path) == matching(APP.router.routes, path), path
        fewer += len(tried) < len(APP.router.routes) / 10
    assert fewer > 300
