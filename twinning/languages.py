"""The ten languages of the interface and the stories; English is complete, the others grow."""

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
