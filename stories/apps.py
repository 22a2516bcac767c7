from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StoriesConfig(AppConfig):
    name = "stories"
    verbose_name = _("Stories")

    def ready(self) -> None:
        from stories.beginnings import offer  # noqa: PLC0415 - models can be read from here on
        from visits.offers import provide  # noqa: PLC0415 - as above

        provide(offer)
