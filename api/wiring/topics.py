"""Adapters behind the ports of research topics."""

from typing import Annotated

from fastapi import Depends

from api.wiring.platform import FilesPort, MessagesPort
from api.wiring.request import Asker, Connection, Now
from domain.people.calendar import day_of
from domain.topics.extensions import ExtensionDesk, Extensions
from domain.topics.figures import TopicCounts
from domain.topics.milestones import Milestones
from domain.topics.policy import TopicRules
from domain.topics.topic import TopicDesk, Topics
from persistence.topics.extensions import SqlExtensions
from persistence.topics.figures import SqlTopicCounts
from persistence.topics.milestones import SqlMilestones
from persistence.topics.rules import topic_rules
from persistence.topics.topics import SqlTopics
from persistence.works.book import SqlWorkBook


async def rules(connection: Connection, caller: Asker) -> TopicRules:
    return topic_rules(connection, caller.school_id)


async def topics(connection: Connection, caller: Asker, now: Now) -> Topics:
    return SqlTopics(connection, caller, day_of(now))


async def milestones(connection: Connection, caller: Asker, now: Now) -> Milestones:
    return SqlMilestones(connection, caller, day_of(now))


async def extensions(connection: Connection, caller: Asker) -> Extensions:
    return SqlExtensions(connection, caller)


async def counts(connection: Connection, caller: Asker) -> TopicCounts:
    return SqlTopicCounts(connection, caller.school_id)


TopicRulesPort = Annotated[TopicRules, Depends(rules)]
TopicsPort = Annotated[Topics, Depends(topics)]
MilestonesPort = Annotated[Milestones, Depends(milestones)]
ExtensionsPort = Annotated[Extensions, Depends(extensions)]
TopicCountsPort = Annotated[TopicCounts, Depends(counts)]


async def desk(
    connection: Connection,
    caller: Asker,
    topics: TopicsPort,
    files: FilesPort,
    messages: MessagesPort,
    rules: TopicRulesPort,
) -> TopicDesk:
    works = SqlWorkBook(connection, caller.school_id)
    return TopicDesk(topics, works, files, messages, await rules.every())


TopicDeskPort = Annotated[TopicDesk, Depends(desk)]


async def extension_desk(
    desk: TopicDeskPort, milestones: MilestonesPort, extensions: ExtensionsPort
) -> ExtensionDesk:
    return ExtensionDesk(desk, milestones, extensions)


ExtensionDeskPort = Annotated[ExtensionDesk, Depends(extension_desk)]
