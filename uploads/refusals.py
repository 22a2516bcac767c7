from __future__ import annotations

from workflow.refusals import Refusal


class UploadRefused(Refusal):
    """A file that is not taken: one sentence with its name, the rule, and what would work."""

    def __init__(self, sentence: object) -> None:
        super().__init__(sentence, field="uploads")


class Unfit(Exception):
    """What a look inside found: the words that follow the file's name, and advice where the usual one is no help."""

    def __init__(self, rule: str, advice: str = "") -> None:
        super().__init__(rule)
        self.advice = advice
