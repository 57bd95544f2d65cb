"""MurmurHash3, the 64 bits that Tyk names its keys with."""

MASK = (1 << 64) - 1
C1 = 0x87C37B91114253D5
C2 = 0x4CF5AD432745937F


def _rotate(value: int, by: int) -> int:
    return ((value << by) | (value >> (64 - by))) & MASK


def _mix(value: int) -> int:
    value ^= value >> 33
    value = value * 0xFF51AFD7ED558CCD & MASK
    value ^= value >> 33
    value = value * 0xC4CEB9FE1A85EC53 & MASK
    return value ^ value >> 33


def murmur64(text: str) -> str:
    """The first half of MurmurHash3 x64 128, seed 0, as 16 hexadecimal digits."""
    data = text.encode()
    h1 = h2 = 0
    whole = len(data) // 16 * 16
    for at in range(0, whole, 16):
        k1 = int.from_bytes(data[at : at + 8], "little")
        k2 = int.from_bytes(data[at + 8 : at + 16], "little")
        h1 ^= _rotate(k1 * C1 & MASK, 31) * C2 & MASK
        h1 = ((_rotate(h1, 27) + h2) * 5 + 0x52DCE729) & MASK
        h2 ^= _rotate(k2 * C2 & MASK, 33) * C1 & MASK
        h2 = ((_rotate(h2, 31) + h1) * 5 + 0x38495AB5) & MASK
    tail = data[whole:]
    h2 ^= _rotate(int.from_bytes(tail[8:], "little") * C2 & MASK, 33) * C1 & MASK
    h1 ^= _rotate(int.from_bytes(tail[:8], "little") * C1 & MASK, 31) * C2 & MASK
    h1 ^= len(data)
    h2 ^= len(data)
    h1 = (h1 + h2) & MASK
    h2 = (h2 + h1) & MASK
    h1, h2 = _mix(h1), _mix(h2)
    return f"{(h1 + h2) & MASK:016x}"
