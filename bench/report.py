"""The figures as tables, and what was promised beside what was found."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import median

from bench.client import Answers
from bench.questions import QUESTIONS
from bench.stacks import OURS, POSTGRAPHILE_5, REST, SIGNED_IN, STACKS, YARDSTICK


@dataclass(frozen=True, slots=True)
class Round:
    answers: Answers
    cpu: float
    """Seconds of CPU the worker took."""

    @property
    def per_second(self) -> float:
        return self.answers.count / self.answers.seconds

    @property
    def cpu_us(self) -> float:
        """Of each request."""
        return self.cpu / self.answers.count * 1e6

    @property
    def busy(self) -> float:
        return self.cpu / self.answers.seconds

    @property
    def tail(self) -> float:
        return self.answers.p99 / self.answers.p50


Rounds = Mapping[str, list[Round]]
"""Of one question, by server; rounds of one number were measured within seconds of each other."""

HEAD = (
    "| server | requests/s | × | CPU µs/request | × | busy | p50 ms | p99 ms | p99/p50 |\n"
    "|---|---:|---:|---:|---:|---:|---:|---:|---:|"
)


def ratio(found: Rounds, name: str, other: str, figure: Callable[[Round], float]) -> float:
    """The median of the rounds' own ratios."""
    return median(figure(one) / figure(its) for one, its in zip(found[name], found[other], strict=True))


def table(question: str, found: Rounds) -> str:
    lines = [f"### {QUESTIONS[question].title}", "", HEAD]
    for name, rounds in found.items():
        speed = ratio(found, name, YARDSTICK, lambda one: one.per_second)
        cpu = ratio(found, name, YARDSTICK, lambda one: one.cpu_us)
        cells = [
            STACKS[name].title,
            f"{median(one.per_second for one in rounds):,.0f}",
            f"{speed:.2f}",
            f"{median(one.cpu_us for one in rounds):,.0f}",
            f"{cpu:.2f}",
            f"{median(one.busy for one in rounds):.0%}",
            f"{median(one.answers.p50 for one in rounds) * 1000:.1f}",
            f"{median(one.answers.p99 for one in rounds) * 1000:.1f}",
            f"{median(one.tail for one in rounds):.2f}",
        ]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join([*lines, ""])


@dataclass(frozen=True, slots=True)
class Promise:
    says: str
    question: str
    other: str | None
    """Beside whom; None where ours is looked at alone."""

    figure: Callable[[Round], float]
    bound: float
    at_least: bool = False

    def verdict(self, found: Mapping[str, Rounds]) -> str | None:
        """One line; None where what it takes was not measured."""
        rounds = found.get(self.question, {})
        if OURS not in rounds or (self.other is not None and self.other not in rounds):
            return None
        if self.other is None:
            value = median(self.figure(one) for one in rounds[OURS])
        else:
            value = ratio(rounds, OURS, self.other, self.figure)
        met = value >= self.bound if self.at_least else value <= self.bound
        bound = f"{'≥' if self.at_least else '≤'} {self.bound:.2f}"
        return f"| {self.says} | {bound} | {value:.2f} | {'met' if met else '**not met**'} |"


def cpu(one: Round) -> float:
    return one.cpu_us


def speed(one: Round) -> float:
    return one.per_second


def tail(one: Round) -> float:
    return one.tail


PROMISES = (
    Promise("(a) CPU beside FastAPI + asyncpg", "ledger", YARDSTICK, cpu, 1.2),
    Promise("(a) requests/s beside FastAPI + asyncpg", "ledger", YARDSTICK, speed, 1 / 1.2, at_least=True),
    Promise("(a) requests/s beside PostGraphile", "ledger", POSTGRAPHILE_5, speed, 2, at_least=True),
    Promise("(a) requests/s beside PostGraphile, signed in", "ledger", SIGNED_IN, speed, 2, at_least=True),
    Promise("(b) requests/s beside PostGraphile", "standing", POSTGRAPHILE_5, speed, 3, at_least=True),
    Promise("(b) requests/s beside PostGraphile, signed in", "standing", SIGNED_IN, speed, 3, at_least=True),
    Promise("(b) requests/s beside Django REST Framework", "standing", REST, speed, 10, at_least=True),
    Promise("(c) CPU beside FastAPI + asyncpg", "enrolment", YARDSTICK, cpu, 1.7),
    Promise("(c) requests/s beside FastAPI + asyncpg", "enrolment", YARDSTICK, speed, 1 / 1.7, at_least=True),
    *(Promise(f"{asked.title[:3]} p99 / p50", name, None, tail, 3) for name, asked in QUESTIONS.items()),
)


def verdicts(found: Mapping[str, Rounds]) -> str:
    lines = [line for one in PROMISES if (line := one.verdict(found)) is not None]
    return "\n".join(["| promised | bound | found | |", "|---|---:|---:|---|", *lines, ""])


def client_share(found: Mapping[str, Rounds]) -> float:
    """Of a core, the most the client took beside any server."""
    every = [rounds for question in found.values() for rounds in question.values()]
    return max(median(one.answers.client_cpu / one.answers.seconds for one in rounds) for rounds in every)
