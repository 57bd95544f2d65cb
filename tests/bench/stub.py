"""The HTTP service of every light node: answers after 50 ms, keeps connections, nothing more.

`python stub.py PORT [ADDRESS SECONDS]`, run by its path: it imports nothing of ours. At ADDRESS
each answer takes SECONDS.
"""

import asyncio
import functools
import json
import sys

THINKS = 0.05  # seconds before each answer
BODY = json.dumps({"status": "pass", "version": "5.3.9", "description": "Tyk GW"}).encode()
HEAD = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(BODY)}\r\n\r\n"
BACKLOG = 4096


async def serve(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, slow: str, seconds: float
) -> None:
    """Answer one connection's requests until it ends."""
    thinks = seconds if writer.get_extra_info("sockname")[0] == slow else THINKS
    try:
        while await reader.readuntil(b"\r\n\r\n"):
            await asyncio.sleep(thinks)
            writer.write(HEAD.encode() + BODY)
            await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError):
        pass
    finally:
        writer.close()


async def main(port: str, slow: str = "", seconds: str = "0") -> None:
    """Listen on every address."""
    answer = functools.partial(serve, slow=slow, seconds=float(seconds))
    server = await asyncio.start_server(answer, "0.0.0.0", int(port), backlog=BACKLOG)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
