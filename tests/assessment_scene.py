"""Setting an assessment: groups with leaders, judges from elsewhere, and everything scored."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from domain.identity.actions import Role
from persistence.people.tables import subject_group, term
from tests.scene import Caller, Scene

JUDGED: tuple[dict[str, Any], ...] = (
    {"dimension": "institutions", "title": "制度与计划", "share": 100},
    {"dimension": "influence", "title": "展示与辐射", "share": 100, "needs_evidence": False},
    {"dimension": "outcome", "title": "课例与成果", "share": 100, "needs_evidence": False},
    {"dimension": "distinction", "title": "切入点与特色", "share": 100, "needs_evidence": False},
    {"dimension": "routine", "title": "教学常规", "share": 100, "needs_evidence": False},
)
"""An indicator a dimension; the first needs evidence."""


@dataclass(slots=True)
class Group:
    id: UUID
    leader: Caller
    leader_id: UUID


@dataclass(slots=True)
class AssessmentScene:
    scene: Scene
    office: Caller
    term_id: UUID
    groups: list[Group] = field(default_factory=list)
    assessment: dict[str, Any] = field(default_factory=dict)

    async def group(self, name: str) -> Group:
        leader_id = await self.scene.teacher(name=f"{name}长")
        code = f"G{len(self.groups)}"
        group_id = await self.scene.add(subject_group, code=code, name=name, leader_id=leader_id)
        leader = await self.scene.signed_in(Role.TEACHER, Role.GROUP_LEADER, teacher_id=leader_id)
        made = Group(group_id, leader, leader_id)
        self.groups.append(made)
        return made

    async def set_up(self, indicators: tuple[dict[str, Any], ...] | None = JUDGED) -> dict[str, Any]:
        body: dict[str, Any] = {"term_id": str(self.term_id)}
        if indicators is not None:
            body["indicators"] = list(indicators)
        made = await self.office.post("assessments", body)
        assert made.status_code == 201, made.text
        self.assessment = made.json()
        return self.assessment

    async def opened(self, indicators: tuple[dict[str, Any], ...] | None = JUDGED) -> dict[str, Any]:
        await self.set_up(indicators)
        answer = await self.office.step(f"{self.path}/open", version=self.assessment["version"])
        assert answer.status_code == 200, answer.text
        self.assessment = answer.json()
        return self.assessment

    @property
    def path(self) -> str:
        return f"assessments/{self.assessment['id']}"

    def indicator(self, title: str) -> str:
        return next(str(one["id"]) for one in self.assessment["indicators"] if one["title"] == title)

    async def judge(self, name: str = "评委", **values: Any) -> Caller:
        teacher_id = await self.scene.teacher(name=name, **values)
        made = await self.office.post(f"{self.path}/judges", {"teacher_id": str(teacher_id)})
        assert made.status_code == 201, made.text
        return await self.scene.signed_in(Role.TEACHER, teacher_id=teacher_id)

    async def evidence(self, group: Group, title: str = "制度与计划", **more: Any) -> dict[str, Any]:
        body = {"group_id": str(group.id), "indicator_id": self.indicator(title), "text": "见附件"} | more
        made = await group.leader.post(f"{self.path}/evidence-items", body)
        assert made.status_code == 201, made.text
        found: dict[str, Any] = made.json()
        return found

    def score_body(self, group: Group, title: str, score: str) -> dict[str, Any]:
        return {"group_id": str(group.id), "indicator_id": self.indicator(title), "score": score}

    async def score(self, judge: Caller, group: Group, title: str, score: str) -> dict[str, Any]:
        made = await judge.post(f"{self.path}/scores", self.score_body(group, title, score))
        assert made.status_code == 201, made.text
        found: dict[str, Any] = made.json()
        return found

    async def score_all(self, judge: Caller, group: Group, score: str) -> None:
        for one in self.assessment["indicators"]:
            if one["fact"] is None:
                await self.score(judge, group, one["title"], score)

    async def score_all_but_evidence(self, judge: Caller, group: Group, score: str) -> None:
        """Everything that can be scored without evidence."""
        for one in self.assessment["indicators"]:
            if one["fact"] is None and not one["needs_evidence"]:
                await self.score(judge, group, one["title"], score)

    async def publish(self) -> dict[str, Any]:
        now = (await self.office.get(self.path)).json()
        answer = await self.office.step(f"{self.path}/publish", version=now["version"])
        assert answer.status_code == 200, answer.text
        self.assessment = answer.json()
        return self.assessment

    async def results(self, asker: Caller | None = None, **params: Any) -> list[dict[str, Any]]:
        answer = await (asker or self.office).get("assessment-results", **params)
        assert answer.status_code == 200, answer.text
        found: list[dict[str, Any]] = answer.json()["items"]
        return found

    async def published(self, *scores: str) -> list[dict[str, Any]]:
        """One judge, who gives each group so many points for everything."""
        await self.opened()
        judge = await self.judge()
        for group, score in zip(self.groups, scores, strict=True):
            await self.evidence(group)
            await self.score_all(judge, group, score)
        await self.publish()
        return await self.results()


async def set_assessment_scene(scene: Scene, *names: str) -> AssessmentScene:
    await scene.year()
    terms = [row for row in await scene.rows(term) if row.number == 2]
    made = AssessmentScene(scene, await scene.office(), UUID(str(terms[0].id)))
    for name in names:
        await made.group(name)
    return made
