"""Which checkpoints a city has reached: computed from its obligations, never stored."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from milestones.models import Obligation
from milestones.states import SETTLED


@dataclass(frozen=True)
class Progress:
    """How far one city is with one milestone."""

    settled: int
    asked: int

    @property
    def is_reached(self) -> bool:
        """All that is asked of this city is fulfilled or waived; a milestone that asks nothing of it is not reached."""
        return 0 < self.asked == self.settled


def progress(
    obligations: Iterable[Obligation], milestones: Mapping[int, frozenset[int]]
) -> dict[tuple[int, int], Progress]:
    """Progress by participation and milestone.

    `milestones` names the requirements of each milestone by key; a city is only asked what it has an obligation for.
    """
    counts: dict[tuple[int, int], list[int]] = {}
    for each in obligations:
        for milestone, requirements in milestones.items():
            if each.requirement_id in requirements:
                count = counts.setdefault((each.participation_id, milestone), [0, 0])
                count[0] += each.state in SETTLED
                count[1] += 1
    return {key: Progress(*count) for key, count in counts.items()}
