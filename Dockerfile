# One recipe for every service:  docker build --build-arg SERVICE=intake .
# With PYTHON=python:3.13-slim@sha256:… it stands on that very image: docs/deploying.md.
ARG PYTHON=python:3.13-slim
FROM ${PYTHON} AS packages
COPY requirements-run.lock .
RUN python -m venv /venv \
 && /venv/bin/pip install --no-cache-dir --require-hashes --requirement requirements-run.lock

FROM ${PYTHON}
RUN apt-get update \
 && apt-get install --yes --no-install-recommends fonts-wqy-microhei \
 && apt-get clean && rm -rf /var/lib/apt/lists/*
RUN useradd --system --uid 10001 --no-create-home qingcheng \
 && mkdir /data /token && chown qingcheng /data /token
COPY --from=packages /venv /venv
WORKDIR /app
COPY shared shared
COPY services/__init__.py services/
ARG SERVICE
COPY services/$SERVICE services/$SERVICE
RUN /venv/bin/python -m compileall -q .
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 \
    QINGCHENG_SERVICE=$SERVICE QINGCHENG_HOST=0.0.0.0 QINGCHENG_DATA=/data
USER qingcheng
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=6 \
    CMD ["python", "-c", "import os, urllib.request as r; r.urlopen('http://127.0.0.1:8000/' + os.environ['QINGCHENG_SERVICE'] + '/health/ready', timeout=4)"]
CMD ["python", "-m", "shared.serve"]
