"""As much HTTP/2 as it takes to ask by it: one request, its frames as they come."""

import asyncio
import struct

_PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
DATA, HEADERS, SETTINGS = 0, 1, 4


def _frame(kind, flags, stream, payload=b""):
    return struct.pack(">I", len(payload))[1:] + bytes([kind, flags]) + struct.pack(">I", stream) + payload


def _field(name, value):
    return b"\0" + bytes([len(name)]) + name.encode() + bytes([len(value)]) + value.encode()


async def ask_by_http2(target, path, *, host="shop.example", headers=(), tls=None, method="POST", body=b""):
    """Return the frames of the answer as (kind, payload)."""
    more = {"ssl": tls, "server_hostname": host} if tls else {}
    reader, writer = await asyncio.open_connection(*target, **more)
    fields = [
        (":method", method),
        (":scheme", "https" if tls else "http"),
        (":path", path),
        (":authority", host),
        *headers,
    ]
    block = b"".join(_field(*each) for each in fields)
    writer.write(_PREFACE + _frame(SETTINGS, 0, 0) + _frame(HEADERS, 0x4, 1, block) + _frame(DATA, 0x1, 1, body))
    frames = []
    async with asyncio.timeout(60):
        while True:
            head = await reader.readexactly(9)
            payload = await reader.readexactly(int.from_bytes(head[:3], "big"))
            if int.from_bytes(head[5:9], "big") == 1:
                frames.append((head[3], payload))
                if head[4] & 1 or head[3] == 3:
                    break
    writer.transport.abort()
    return frames


def is_ok(frames):
    """Whether the status is 200, which has a byte of its own; before it the size of a table may stand."""
    return frames[0][1].lstrip(b"\x20")[:1] == b"\x88"
