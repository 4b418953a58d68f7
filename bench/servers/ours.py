"""The product as it is served: authentication, row-level security, logging, figures, rate limit."""

import os

from api.app import create_app
from api.settings import Settings

app = create_app(Settings(rate_per_minute=10**9, log_level="INFO"), os.environ["BENCH_APP_URL"])
