"""What the portal answers when it will not do something."""


class Refusal(Exception):
    """An anticipated "no", carrying one sentence the reader can act on.

    Each room subclasses it beside the function that raises it. Views turn it into a form error
    or a message with a 4xx status; nothing has been written when it is raised.
    """

    status = 409

    def __init__(self, sentence: object, *, field: str | None = None) -> None:
        super().__init__(sentence)
        self.field = field

    def __str__(self) -> str:
        return str(self.args[0])


class NotAllowed(Refusal):
    """The person may see the object but not make this move."""

    status = 403


class NotNow(Refusal):
    """The move exists, but not from the state the object is in."""
