from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TravelConfig(AppConfig):
    name = "travel"
    verbose_name = _("Travel money")

    def ready(self) -> None:
        from travel.steps import step  # noqa: PLC0415 - models are ready only now
        from visits.strip import provide  # noqa: PLC0415

        provide("travel", step)
