# Two stages: packages, front-end and static files are made in the first, the second holds only
# what runs. Works with BuildKit and with the classic builder; needs no Node image.
ARG PYTHON_IMAGE=python:3.13-slim-bookworm

FROM ${PYTHON_IMAGE} AS build
# Mirrors and certificate authorities of the building network, see docs/operations.md.
ARG PIP_INDEX_URL
ARG PIP_CERT
ARG SSL_CERT_FILE
ARG NPM_CONFIG_REGISTRY
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
COPY docker/ca/ /usr/local/share/ca-certificates/
RUN if command -v update-ca-certificates >/dev/null; then update-ca-certificates; fi
# `. /ca` in front of a download: what was asked for if it exists here, else the system's bundle.
RUN { echo '[ -f "${SSL_CERT_FILE:-}" ] || SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt'; \
      echo '[ -f "${PIP_CERT:-}" ] || PIP_CERT=$SSL_CERT_FILE'; \
      echo 'export SSL_CERT_FILE PIP_CERT NODE_EXTRA_CA_CERTS=$SSL_CERT_FILE'; } > /ca
WORKDIR /app

COPY requirements/ requirements/
RUN . /ca \
    && python -m venv /opt/venv \
    && /opt/venv/bin/pip install --require-hashes --only-binary=:all: -r requirements/run.txt \
    && python -m venv /opt/frontend \
    && /opt/frontend/bin/pip install --require-hashes --only-binary=:all: \
        -r requirements/frontend.txt -r requirements/node.txt

COPY package.json package-lock.json .npmrc ./
COPY lotsen/__init__.py lotsen/__init__.py
COPY lotsen/devstack/ lotsen/devstack/
RUN . /ca \
    && PATH="/opt/frontend/bin:$PATH" python -m lotsen.devstack.frontend --production \
    && rm -rf node_modules var

COPY . .
# The values only satisfy the settings while files are collected; none of them ends up anywhere.
RUN SECRET_KEY=build ALLOWED_HOSTS=build DJANGO_SETTINGS_MODULE=lotsen.settings.prod \
        /opt/venv/bin/python manage.py collectstatic --noinput --verbosity 0 \
    && /opt/venv/bin/python -m compileall -q -j 0 /app /opt/venv


FROM ${PYTHON_IMAGE}
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
    && rm -rf /var/lib/apt/lists/* \
    && groupadd --system --gid 10001 lotsen \
    && useradd --system --uid 10001 --gid lotsen --no-create-home --home-dir /tmp lotsen
COPY --from=build /opt/venv /opt/venv
COPY --from=build /app /app
WORKDIR /app
ENV PATH="/opt/venv/bin:$PATH" \
    DJANGO_SETTINGS_MODULE=lotsen.settings.prod \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    HOME=/tmp \
    XDG_CACHE_HOME=/tmp/cache
USER 10001:10001
EXPOSE 8000
CMD ["docker/start.sh", "granian", "--interface", "wsgi", "lotsen.wsgi:application", \
     "--host", "0.0.0.0", "--port", "8000", "--no-ws", \
     "--workers", "2", "--blocking-threads", "4", "--backpressure", "64", \
     "--respawn-failed-workers", "--workers-kill-timeout", "20", "--log-level", "warning"]
