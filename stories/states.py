from django.db import models
from django.utils.translation import gettext_lazy as _

from workflow.moves import Table, move


class State(models.TextChoices):
    DRAFT = "draft", _("draft")
    OFFERED = "offered", _("offered")
    PUBLISHED = "published", _("published")
    RETIRED = "retired", _("retired")


MOVES = Table(
    "stories.Story",
    move("offer", [State.DRAFT], State.OFFERED, "stories.write_story", _("Offer it"), _("offered it")),
    move("take_back", [State.OFFERED], State.DRAFT, "stories.write_story", _("Take it back"), _("took it back")),
    move("send_back", [State.OFFERED], State.DRAFT, "stories.publish_story",
         _("Send it back"), _("sent it back"), needs_note=True),
    move("publish", [State.DRAFT, State.OFFERED, State.RETIRED], State.PUBLISHED, "stories.publish_story",
         _("Publish"), _("published it")),
    move("retire", [State.PUBLISHED], State.RETIRED, "stories.publish_story",
         _("Take it off"), _("took it off the public pages")),
    title=_("Story"),
)  # fmt: skip
