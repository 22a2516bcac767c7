# One image for web, worker and beat (docker-compose.yml says which it is).
FROM python:3.13-slim

ENV PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    PIP_NO_CACHE_DIR=1 \
    PIP_DISABLE_PIP_VERSION_CHECK=1 \
    VAR_DIR=/var/lib/twinning \
    STATIC_ROOT=/srv/static

RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin twinning \
    && install --directory --owner=twinning --group=twinning /var/lib/twinning

WORKDIR /srv/twinning
COPY requirements.txt .
RUN pip install --require-hashes --requirement requirements.txt

COPY . .
RUN SECRET_KEY=only-for-this-step VAR_DIR=/tmp/build python manage.py collectstatic --noinput --verbosity=0 \
    && rm -r /tmp/build

USER twinning
VOLUME /var/lib/twinning
EXPOSE 8000
CMD ["gunicorn", "--config", "deploy/gunicorn.conf.py", "--bind", "0.0.0.0:8000", "twinning.wsgi"]
