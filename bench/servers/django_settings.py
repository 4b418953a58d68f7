"""Django as for production, with nothing in it that these reads do not need; psycopg's pool."""

from sqlalchemy.engine import make_url

from bench.servers.shared import POOL, URL

_url = make_url(URL)
ALLOWED_HOSTS = ["*"]
INSTALLED_APPS: list[str] = []
MIDDLEWARE = ["django.middleware.common.CommonMiddleware"]  # adds Content-Length
USE_TZ = True
TIME_ZONE = "UTC"
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": _url.database,
        "USER": _url.username,
        "HOST": _url.query["host"],
        "PORT": _url.query["port"],
        "OPTIONS": {"pool": {"min_size": POOL, "max_size": POOL}},
    }
}
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "UNAUTHENTICATED_USER": None,
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
}
