FROM python:3.12-slim

ENV PYTHONUNBUFFERED=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /app

COPY requirements/app.txt requirements/app.txt
RUN pip install --no-deps --require-hashes -r requirements/app.txt

COPY . .
RUN pip install --no-deps --no-build-isolation -e . \
    && useradd --system --uid 10001 --home-dir /var/lib/yanxiu --create-home yanxiu \
    && chmod 700 /var/lib/yanxiu

USER yanxiu
ENV YANXIU_DATA_DIR=/var/lib/yanxiu
VOLUME /var/lib/yanxiu
EXPOSE 8000

HEALTHCHECK --interval=10s --timeout=5s --start-period=60s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/readyz', timeout=4)"]

CMD ["yanxiu", "serve", "--host", "0.0.0.0"]
