"""What a cluster would say to a statement, found by reading its SQL: the rules of docs/SCALE.md.

No full parser: tokens, parentheses as nested lists, and in each SELECT the tables and the equalities. It
reads what SQLAlchemy writes.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

Tokens = list[Any]
"""Words, and lists of them for what stands in parentheses."""

TOKEN = re.compile(
    r"""'(?:[^']|'')*'|"(?:[^"]|"")*"(?:\.\w+)?|\$\d+|--[^\n]*|::|[<>!=|@-]+|[\w.]+(?:\."\w+")?|\S""",
    re.ASCII,
)
ALIASES_END = frozenset(
    [
        "ON",
        "JOIN",
        "LEFT",
        "RIGHT",
        "FULL",
        "INNER",
        "CROSS",
        "OUTER",
        "WHERE",
        "GROUP",
        "ORDER",
        "HAVING",
        "LIMIT",
        "OFFSET",
        "FOR",
        "UNION",
        "SET",
        "RETURNING",
        "USING",
        "VALUES",
        "SELECT",
        "DEFAULT",
        "WINDOW",
        "FETCH",
        "EXCEPT",
        "INTERSECT",
    ]
)
NO_FUNCTION = frozenset(
    [
        "AND",
        "OR",
        "NOT",
        "ON",
        "WHERE",
        "FROM",
        "JOIN",
        ",",
        "(",
        "=",
        "CASE",
        "WHEN",
        "THEN",
        "ELSE",
        "LATERAL",
        "USING",
        "HAVING",
    ]
)
QUERIES = frozenset(("SELECT", "WITH", "INSERT", "UPDATE", "DELETE", "MERGE", "VALUES"))
CHANGEABLE = frozenset(
    ["NOW", "CURRENT_TIMESTAMP", "CLOCK_TIMESTAMP", "RANDOM", "GEN_RANDOM_UUID", "LOCALTIMESTAMP"]
)
FROM_ELSEWHERE = frozenset(["UNNEST", "GENERATE_SERIES", "LIMIT", "JSONB_TO_RECORDSET", "JSON_TO_RECORDSET"])


@dataclass(slots=True)
class Scope:
    outer: "Scope | None"
    tables: dict[str, str] = field(default_factory=dict)
    """The table behind each alias; "" behind one of a subquery's."""

    def node(self, column: str) -> tuple[int, str] | None:
        """The column, told from one of the same name in another scope; None when it is of no known table."""
        scope: Scope | None = self
        while scope is not None:
            if column.rpartition(".")[0] in scope.tables:
                return id(scope), column
            scope = scope.outer
        return None


class Statement:
    """A statement read for the tables of one school that it does not tie to the school."""

    def __init__(self, sql: str, tenant: frozenset[str]) -> None:
        self._tenant = tenant
        self._same: dict[Any, Any] = {}
        self._scopes: list[Scope] = []
        self.tokens = nested(sql)
        self._read(self.tokens, None, set())

    def untied(self) -> list[str]:
        """Tables of a school that no chain of equalities ties to a parameter."""
        given = self._root("given")
        return [
            f"{table} AS {alias}"
            for scope in self._scopes
            for alias, table in scope.tables.items()
            if table in self._tenant and self._root((id(scope), f"{alias}.school_id")) != given
        ]

    def _read(self, tokens: Tokens, outer: Scope | None, known: set[str]) -> None:
        known = known | {str(name) for name in common_names(tokens)}
        for branch in branches(tokens):
            scope = Scope(outer)
            self._scopes.append(scope)
            flat, inner = flattened(branch)
            never = ("WHERE", "FALSE") in pairwise(map(upper, flat))
            for alias, table in tables_of(flat):
                scope.tables[alias] = "" if never or table in known else table
            self._tie(flat, scope)
            for one in inner:
                self._read(one, scope, known)

    def _tie(self, flat: Tokens, scope: Scope) -> None:
        for place, token in enumerate(flat):
            if token != "=" or place == 0:
                continue
            sides = [_term(flat, place - 1, -1), _term(flat, place + 1, 1)]
            if not any(str(side).endswith(".school_id") for side in sides):
                continue
            one, other = (self._end(side, scope) for side in sides)
            if one is not None and other is not None:
                self._same[self._root(one)] = self._root(other)

    def _end(self, side: Any, scope: Scope) -> Any:
        if isinstance(side, str) and side.startswith("$"):
            return "given"
        node = scope.node(str(side))
        if node is None:
            return None
        owner: Scope | None = scope
        while owner is not None and id(owner) != node[0]:
            owner = owner.outer
        alias = str(side).rpartition(".")[0]
        return "given" if owner is not None and owner.tables[alias] == "" else node

    def _root(self, node: Any) -> Any:
        while node in self._same and self._same[node] != node:
            node = self._same[node]
        return node


def nested(sql: str) -> Tokens:
    stack: list[Tokens] = [[]]
    for token in TOKEN.findall(sql):
        if token == "(":
            stack.append([])
        elif token == ")":
            closed = stack.pop()
            stack[-1].append(closed)
        elif not token.startswith("--"):
            stack[-1].append(token)
    (tokens,) = stack
    return tokens


def upper(token: Any) -> str:
    return token.upper() if isinstance(token, str) else ""


def is_query(token: Any) -> bool:
    if not isinstance(token, list) or not token:
        return False
    return upper(token[0]) in QUERIES or (isinstance(token[0], list) and is_query(token[0]))


def common_names(tokens: Tokens) -> Iterator[Any]:
    """The names a WITH gives."""
    for place, token in enumerate(tokens):
        if upper(token) == "AS" and any(is_query(one) for one in tokens[place + 1 : place + 4]):
            before = tokens[place - 1]
            yield tokens[place - 2] if isinstance(before, list) else before


def branches(tokens: Tokens) -> Iterator[Tokens]:
    """What UNION and its like join."""
    branch: Tokens = []
    for token in tokens:
        if upper(token) in ("UNION", "EXCEPT", "INTERSECT"):
            yield branch
            branch = []
        else:
            branch.append(token)
    yield branch


def flattened(tokens: Tokens) -> tuple[Tokens, list[Tokens]]:
    """The tokens without parentheses that only group, and the queries inside them."""
    flat: Tokens = []
    inner: list[Tokens] = []
    for place, token in enumerate(tokens):
        if not isinstance(token, list):
            flat.append(token)
        elif is_query(token):
            inner.append(token)
            flat.append(["a query"])
        else:
            before = tokens[place - 1] if place else "("
            deep, queries = flattened(token)
            inner += queries
            called = isinstance(before, str) and upper(before) not in NO_FUNCTION
            flat += [deep] if called else ["(", *deep, ")"]
    return flat, inner


def tables_of(flat: Tokens) -> Iterator[tuple[str, str]]:
    """Alias and table of what is read, changed or deleted; the table is "" for a subquery or a function."""
    expecting = listing = False
    for place, token in enumerate(flat):
        word, before = upper(token), upper(flat[place - 1]) if place else ""
        if word in ("FROM", "JOIN", "USING") and before != "DISTINCT":
            expecting = listing = True
        elif (word == "UPDATE" and before not in ("DO", "FOR", "KEY")) or (word == "," and listing):
            expecting = True
        elif word in ("WHERE", "ORDER", "GROUP", "SET", "RETURNING", "HAVING", "LIMIT", "FOR", "SELECT"):
            expecting = listing = False
        elif word in ("ON", "AND", "OR"):
            expecting = False
        elif expecting and word not in ("LATERAL", "ONLY", "("):
            expecting = False
            rest = flat[place + 1 :]
            called = not isinstance(token, str) or (bool(rest) and isinstance(rest[0], list))
            rest = rest[1:] if rest and isinstance(rest[0], list) else rest
            rest = rest[2:] if [upper(one) for one in rest[:2]] == ["WITH", "ORDINALITY"] else rest
            name = "" if called else str(token).strip('"')
            if rest and upper(rest[0]) == "AS":
                yield str(rest[1]), name
            elif rest and upper(rest[0]).isidentifier() and upper(rest[0]) not in ALIASES_END:
                yield str(rest[0]), name
            else:
                yield name or "a query", name


def _term(flat: Tokens, place: int, step: int) -> Any:
    """What stands beside an equals sign, without casts; a list for what is called or asked."""
    while 0 <= place < len(flat):
        token = flat[place]
        if token in ("(", ")"):
            place += step
        elif step < 0 and place >= 1 and flat[place - 1] == "::":
            place -= 2
        elif upper(token) == "CAST" and step > 0 and isinstance(flat[place + 1], list):
            return flat[place + 1][0]
        elif isinstance(token, list) and place >= 1 and upper(flat[place - 1]) == "CAST":
            return token[0]
        else:
            return token
    return None


def everywhere(tokens: Tokens) -> Iterator[Tokens]:
    """A list and the lists in it."""
    yield tokens
    for token in tokens:
        if isinstance(token, list):
            yield from everywhere(token)


def faults(sql: str, tenant: frozenset[str]) -> list[str]:
    """Every rule the statement breaks, in words."""
    statement = Statement(sql, tenant)
    found = [f"not tied to the school: {one}" for one in statement.untied()]
    for tokens in everywhere(statement.tokens):
        words = [upper(one) for one in tokens]
        if words[:1] == ["MERGE"]:
            found.append("MERGE")
        if "INSERT" in words and "SELECT" in words:
            found += _copied(tokens, words, tenant)
        for place in (n for n, pair in enumerate(pairwise(words)) if pair == ("DO", "UPDATE")):
            later = {upper(one) for deep in everywhere(tokens[place:]) for one in deep}
            found += [f"DO UPDATE with {name.lower()}" for name in later & CHANGEABLE]
    return found


def _copied(tokens: Tokens, words: Sequence[str], tenant: frozenset[str]) -> list[str]:
    """An INSERT … SELECT that a cluster would turn into COPY, which row-level security forbids."""
    target = str(tokens[words.index("INTO") + 1])
    safe = "RETURNING" in words or "CONFLICT" in words
    said = {upper(one) for deep in everywhere(tokens[words.index("SELECT") :]) for one in deep}
    if target not in tenant or safe or not said & FROM_ELSEWHERE:
        return []
    return [f"INSERT INTO {target} … SELECT without RETURNING or ON CONFLICT"]
