"""Loading programme templates: from a file into the row that cohorts are started from."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from cohorts.models import Programme
from cohorts.programmes.checking import check
from cohorts.programmes.reading import built_in_path, built_in_slugs, read


def load_file(path: Path) -> Programme:
    """Load one template file. Running cohorts keep the copy they started with. Raises BadTemplate."""
    return load(check(read(path)))


def load(template: dict[str, Any]) -> Programme:
    """Keep a checked template as the programme of its slug."""
    programme, _made = Programme.objects.update_or_create(
        slug=template["slug"],
        defaults={"name": template["name"], "summary": template.get("summary", ""), "template": template},
    )
    return programme


def ensure(slug: str) -> Programme:
    """The programme of this slug; a built-in one that is not loaded yet is loaded. Raises Programme.DoesNotExist."""
    known = Programme.objects.filter(slug=slug).first()
    if known and known.template:
        return known
    if slug in built_in_slugs():
        return load_file(built_in_path(slug))
    raise Programme.DoesNotExist(slug)
