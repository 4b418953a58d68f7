"""Adapters behind the ports of theme research."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends

from api.wiring.platform import FilesPort
from api.wiring.request import Asker, Connection, Now
from domain.people.calendar import day_of
from domain.themes.checks import CheckGround
from domain.themes.facts import GroupThemeFacts
from domain.themes.group_theme import GroupThemes
from domain.themes.hints import Hints
from domain.themes.materials import Materials, Tray
from domain.themes.nine_ones import NineOnesBook
from domain.themes.policy import ThemePolicy, ThemeRules, in_force
from domain.themes.theme import Themes
from persistence.themes.checking import SqlCheckGround
from persistence.themes.facts import SqlThemeFacts
from persistence.themes.groups import SqlGroupThemes
from persistence.themes.hints import SqlHints
from persistence.themes.materials import SqlMaterials
from persistence.themes.nine_ones import SqlNineOnes
from persistence.themes.rules import theme_rules
from persistence.themes.themes import SqlThemes


async def rules(connection: Connection, caller: Asker) -> ThemeRules:
    return theme_rules(connection, caller.school_id)


async def nine_ones(connection: Connection, caller: Asker) -> NineOnesBook:
    return SqlNineOnes(connection, caller.school_id)


async def themes(connection: Connection, caller: Asker) -> Themes:
    return SqlThemes(connection, caller)


async def group_themes(connection: Connection, caller: Asker, now: Now) -> GroupThemes:
    return SqlGroupThemes(connection, caller, day_of(now))


async def materials(connection: Connection, caller: Asker) -> Materials:
    return SqlMaterials(connection, caller)


async def hints(connection: Connection, caller: Asker) -> Hints:
    return SqlHints(connection, caller)


async def facts(connection: Connection, caller: Asker, now: Now) -> GroupThemeFacts:
    return SqlThemeFacts(connection, caller.school_id, now, caller)


ThemeRulesPort = Annotated[ThemeRules, Depends(rules)]
NineOnesPort = Annotated[NineOnesBook, Depends(nine_ones)]
ThemesPort = Annotated[Themes, Depends(themes)]
GroupThemesPort = Annotated[GroupThemes, Depends(group_themes)]
MaterialsPort = Annotated[Materials, Depends(materials)]
HintsPort = Annotated[Hints, Depends(hints)]
ThemeFactsPort = Annotated[GroupThemeFacts, Depends(facts)]


async def tray(
    themes: ThemesPort, groups: GroupThemesPort, materials: MaterialsPort, files: FilesPort
) -> Tray:
    return Tray(themes, groups, materials, files)


@dataclass(frozen=True, slots=True)
class Checks:
    """What is looked at, and by which figures of today's policy."""

    ground: CheckGround
    policy: ThemePolicy


async def checks(connection: Connection, caller: Asker, rules: ThemeRulesPort, now: Now) -> Checks:
    policy = in_force(await rules.every(), day_of(now))
    return Checks(SqlCheckGround(connection, caller.school_id), policy)


TrayPort = Annotated[Tray, Depends(tray)]
ChecksPort = Annotated[Checks, Depends(checks)]
