"""What Grafana and Prometheus are given asks for figures that exist, and leads to a runbook that does."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from prometheus_client.registry import Collector
from typer.main import get_command

from api.figures import Figures, Processes
from api.scrape import Looked
from api.wiring.watching import PoolFigures, QueueFigures
from cli.main import app

DOCS = Path(__file__).parents[2] / "docs"
BOARD: dict[str, Any] = json.loads((DOCS / "grafana" / "yanxiu.json").read_text())
ALERTS = (DOCS / "prometheus-alerts.yml").read_text()
RUNBOOKS = (DOCS / "OPERATIONS.md").read_text()

ELSEWHERE = {"up", "node_filesystem_avail_bytes", "node_filesystem_size_bytes"}
"""Prometheus' own, and the node exporter's."""

LABEL = re.compile(r"(?:by|without) \(([^)]*)\)|\{([^}]*)\}")
SUFFIXES = {"counter": ("_total",), "histogram": ("_bucket", "_count", "_sum"), "gauge": ("",)}


def figures_there_are() -> set[str]:
    queue = QueueFigures(0, 0, 0, 0, 0.0, 0, "")
    pools = {"requests": PoolFigures(1, 0, 0)}
    looked: Collector = Looked(version="", migration="", pools=pools, queue=queue)
    families = [*Figures().registry.collect(), *looked.collect(), *Processes().collect()]
    return {f"{one.name}{suffix}" for one in families for suffix in SUFFIXES[one.type]}


def asked_for(expression: str) -> set[str]:
    bare = LABEL.sub("", expression.replace("$__rate_interval", "5m"))
    return set(re.findall(r"\b(?:yanxiu|process|node)_\w+|\bup\b", bare))


def expressions() -> Iterator[str]:
    for panel in BOARD["panels"]:
        yield from (target["expr"] for target in panel.get("targets", []))
    yield from (one["definition"] for one in BOARD["templating"]["list"] if "definition" in one)


def anchors(text: str) -> set[str]:
    """As GitHub makes them of headings."""
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_every_figure_of_the_dashboard_exists() -> None:
    there = figures_there_are()
    for expression in expressions():
        assert asked_for(expression), expression
        assert asked_for(expression) <= there, expression


def test_the_dashboard_shows_every_figure_of_ours() -> None:
    shown = set().union(*(asked_for(one) for one in expressions()))
    ours = {one for one in figures_there_are() if one.startswith("yanxiu")}

    assert {_bare(one) for one in ours} <= {_bare(one) for one in shown}


def _bare(name: str) -> str:
    return re.sub(r"_(bucket|count|sum)$", "", name)


def test_the_panels_of_the_dashboard_have_ids_of_their_own_and_ask_the_chosen_source() -> None:
    ids = [panel["id"] for panel in BOARD["panels"]]

    assert len(ids) == len(set(ids))
    assert BOARD["templating"]["list"][0]["type"] == "datasource"
    for panel in BOARD["panels"]:
        if panel["type"] != "row":
            assert panel["datasource"]["uid"] == "${datasource}", panel["title"]
            assert panel["fieldConfig"]["defaults"]["thresholds"]["steps"], panel["title"]


def test_no_panel_lies_upon_another() -> None:
    taken: set[tuple[int, int]] = set()
    for panel in BOARD["panels"]:
        at = panel["gridPos"]
        places = {
            (x, y) for x in range(at["x"], at["x"] + at["w"]) for y in range(at["y"], at["y"] + at["h"])
        }
        assert not places & taken, panel["title"]
        assert at["x"] + at["w"] <= 24
        taken |= places


def test_every_alert_asks_for_figures_that_exist_and_links_a_runbook() -> None:
    yaml = pytest.importorskip("yaml", reason="PyYAML is not installed")
    (group,) = yaml.safe_load(ALERTS)["groups"]
    there, headings = figures_there_are() | ELSEWHERE, anchors(RUNBOOKS)

    assert len({rule["alert"] for rule in group["rules"]}) == len(group["rules"]) >= 8
    for rule in group["rules"]:
        assert asked_for(rule["expr"]), rule["alert"]
        assert asked_for(rule["expr"]) <= there, rule["alert"]
        page, _, heading = rule["annotations"]["runbook_url"].partition("#")
        assert page == "docs/OPERATIONS.md"
        assert heading in headings, rule["alert"]
        assert rule["labels"]["severity"] in ("page", "ticket")


def test_every_command_the_operations_name_exists() -> None:
    root: Any = get_command(app)
    context = root.make_context("yanxiu", [], resilient_parsing=True)
    for line in set(re.findall(r"\byanxiu ([a-z][a-z-]*(?: [a-z]+)?)", RUNBOOKS.replace("`", "\n"))):
        first, _, second = line.partition(" ")
        if first not in root.list_commands(context):
            continue_as_prose = first in ("and", "answers", "is")
            assert continue_as_prose, line
            continue
        beneath = getattr(root.get_command(context, first), "commands", None)
        assert beneath is None or not second or second in beneath, line


def test_every_setting_the_operations_name_exists() -> None:
    from api.settings import Settings

    known = {f"YANXIU_{name.upper()}" for name in Settings.model_fields}
    named = set(re.findall(r"\bYANXIU_[A-Z_]+\b", RUNBOOKS))

    assert named == known
