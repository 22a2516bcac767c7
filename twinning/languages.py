"""The ten languages of the interface and the stories; English is complete, the others grow."""

from pathlib import Path

from django.utils.translation import gettext_lazy as _

LANGUAGES = [
    ("en", _("English")),
    ("el", _("Greek")),
    ("ro", _("Romanian")),
    ("bg", _("Bulgarian")),
    ("pt", _("Portuguese")),
    ("es", _("Spanish")),
    ("de", _("German")),
    ("tr", _("Turkish")),
    ("fr", _("French")),
    ("uk", _("Ukrainian")),
]


def spoken(folder: Path) -> frozenset[str]:
    """Languages the interface itself speaks: English, and those with a compiled catalogue in `folder`."""
    return frozenset({"en", *(path.parent.parent.name for path in folder.glob("*/LC_MESSAGES/django.mo"))})
