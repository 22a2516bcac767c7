"""Structured log lines, the same from web, worker and beat; each carries the request id of its cause."""

import re
from typing import Any

import structlog

LINKS = re.compile(
    r"(/(?:invitations|accounts/confirm-email|accounts/password/reset/key|open-sessions/(?:confirm|place)"
    r"|calendar(?=/\d))/)[^/?\s]+"
)


def without_links(_logger: Any, _method: str, line: dict[str, Any]) -> dict[str, Any]:
    """A link that opens an account, a place or a calendar by itself is nothing for a log: only its page is named."""
    for name in ("event", "request"):
        if isinstance(line.get(name), str):
            line[name] = LINKS.sub(r"\1...", line[name])
    return line


SHARED: list[Any] = [
    without_links,
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.StackInfoRenderer(),
]

WITHOUT_LOCALS = structlog.processors.ExceptionRenderer(
    structlog.tracebacks.ExceptionDictTransformer(show_locals=False)
)
"""Where an exception came from, without the values at hand there: a password may be among them."""


def logging_config(*, json: bool, level: str) -> dict[str, Any]:
    """Answer Django's `LOGGING`: one line an event on standard error, JSON for machines or plain for eyes."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *SHARED,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": SHARED,
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    *_rendering(json),
                ],
            }
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            "django": {"handlers": [], "propagate": True},
            # The middleware already writes one line for every finished request.
            "django.request": {"level": "ERROR"},
            "django.server": {"handlers": [], "propagate": True},
        },
    }


def _rendering(json: bool) -> list[Any]:
    if json:
        return [WITHOUT_LOCALS, structlog.processors.JSONRenderer(default=str)]
    return [structlog.dev.ConsoleRenderer()]
