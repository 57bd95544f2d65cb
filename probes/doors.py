"""The door to an endpoint: whether it answers is found out once, by the first who asks."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from probes.errors import ProbeError, Unreachable


class Door:
    """While it is unknown one question goes in alone; the others wait and share what it finds."""

    def __init__(self) -> None:
        """Nobody has asked yet."""
        self._open = False
        self._shut: Unreachable | None = None
        self._first = asyncio.Lock()

    def reset(self) -> None:
        """Forget that it was shut: an `eventually` asks afresh."""
        if self._shut:
            self._shut = None

    async def enter(self, ask: Callable[[], Awaitable[Any]]) -> Any:
        """Ask, or raise at once what the first one found."""
        if not self._open:
            async with self._first:
                if self._shut:
                    raise self._shut.with_traceback(None)
                if not self._open:
                    return await self._try(ask)
        return await ask()

    async def _try(self, ask: Callable[[], Awaitable[Any]]) -> Any:
        try:
            value = await ask()
        except Unreachable as error:
            self._shut = error
            raise
        except ProbeError:
            self._open = True  # an answer that does not tell is an answer all the same
            raise
        self._open = True
        return value
