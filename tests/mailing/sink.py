"""A mail server with moods: what happens between "here is the text" and "I have it" is decided by the test."""

from __future__ import annotations

import asyncio
import threading
from collections import Counter
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.relay import Relay


class Sink(Relay):
    """Keeps what it is given like Relay, and does as told for single addresses.

    `refuse[address] = "550 No such person"` answers the recipient, `answer[address]` answers the text.
    `hang_up_on` and `hang_up_after` name addresses where the line breaks at the recipient, or after the text was kept.
    `hold()` takes the next text, raises `holding` and delays the answer until `let_go()`; with `losing=True` the server
    breaks down in that pause and the text is gone.
    """

    def __init__(self) -> None:
        super().__init__()
        self.refuse: dict[str, str] = {}
        self.answer: dict[str, str] = {}
        self.hang_up_on: set[str] = set()
        self.hang_up_after: set[str] = set()
        self.connections = 0
        self.holding = threading.Event()
        self._hold_next = self._losing = False
        self._released = threading.Event()

    @property
    def received(self) -> Counter[str]:
        """How often each address was accepted a mail for."""
        return Counter(str(message["To"]) for message in self.messages)

    def hold(self, *, losing: bool = False) -> None:
        self.holding.clear()
        self._released.clear()
        self._hold_next, self._losing = True, losing

    def let_go(self) -> None:
        self._released.set()

    async def handle_EHLO(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.hang_up_on:
            self.hang_up_on.discard(address)
            server.transport.close()
        if address in self.refuse:
            return self.refuse[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        address = envelope.rcpt_tos[0]
        if address in self.answer:
            return self.answer[address]
        if self._hold_next:
            self._hold_next, losing = False, self._losing
            self.holding.set()
            while not self._released.is_set():
                await asyncio.sleep(0.01)
            if losing:
                server.transport.close()
                return "421 Broken down"
        answer = await super().handle_DATA(server, session, envelope)
        if address in self.hang_up_after:
            self.hang_up_after.discard(address)
            server.transport.close()
        return answer

    def __exit__(self, *exception: Any) -> None:
        self.let_go()
        super().__exit__(*exception)
