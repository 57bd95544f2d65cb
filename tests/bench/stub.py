"""The HTTP service of every light node: answers after 50 ms, keeps connections, nothing more.

`python stub.py PORT`, run by its path: it imports nothing of ours.
"""

import asyncio
import json
import sys

THINKS = 0.05  # seconds before each answer
BODY = json.dumps({"status": "pass", "version": "5.3.9", "description": "Tyk GW"}).encode()
HEAD = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(BODY)}\r\n\r\n"
BACKLOG = 4096


async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answer one connection's requests until it ends."""
    try:
        while await reader.readuntil(b"\r\n\r\n"):
            await asyncio.sleep(THINKS)
            writer.write(HEAD.encode() + BODY)
            await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError):
        pass
    finally:
        writer.close()


async def main(port: int) -> None:
    """Listen on every address."""
    server = await asyncio.start_server(serve, "0.0.0.0", port, backlog=BACKLOG)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
