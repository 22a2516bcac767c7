from collections.abc import Iterator
from twinning.demo.running import Cast
from twinning.demo.simulation import Event


def events(cast: Cast) -> Iterator[Event]:
    return iter(())
