"""The servers there are."""

OURS, YARDSTICK = "ours", "fastapi_asyncpg"
SERVERS = {
    OURS: "Yanxiu (with sign-in, row-level security, log, figures, rate limit)",
    YARDSTICK: "FastAPI + asyncpg + Pydantic",
    "starlette_asyncpg": "Starlette + asyncpg + orjson",
    "fastapi_sqlalchemy": "FastAPI + SQLAlchemy Core async",
    "django_ninja": "Django Ninja + ORM",
}
