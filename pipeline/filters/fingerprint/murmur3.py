"""MurmurHash3 by Austin Appleby (public domain): its 32-bit and its 128-bit form for 64-bit machines."""

import struct

MASK_32 = (1 << 32) - 1
MASK_64 = (1 << 64) - 1
A_32, B_32 = 0xCC9E2D51, 0x1B873593
A_64, B_64 = 0x87C37B91114253D5, 0x4CF5AD432745937F


def murmur3_32(data: bytes, seed: int = 0) -> int:
    """The hash as an unsigned number of 32 bits."""
    state = seed
    whole = len(data) & ~3
    for (block,) in struct.iter_unpack("<I", data[:whole]):
        state = _turn_32(state ^ _mixed_32(block), 13)
        state = (state * 5 + 0xE6546B64) & MASK_32
    if whole < len(data):
        state ^= _mixed_32(int.from_bytes(data[whole:], "little"))
    state ^= len(data)
    state = (state ^ state >> 16) * 0x85EBCA6B & MASK_32
    state = (state ^ state >> 13) * 0xC2B2AE35 & MASK_32
    return state ^ state >> 16


def _turn_32(value: int, bits: int) -> int:
    return (value << bits | value >> 32 - bits) & MASK_32


def _mixed_32(block: int) -> int:
    return _turn_32(block * A_32 & MASK_32, 15) * B_32 & MASK_32


def murmur3_128(data: bytes, seed: int = 0) -> bytes:
    """The hash as 16 bytes: its two halves, each with its lowest byte first."""
    low = high = seed
    whole = len(data) & ~15
    for one, two in struct.iter_unpack("<QQ", data[:whole]):
        low = ((_turn_64(low ^ _mixed_low(one), 27) + high) * 5 + 0x52DCE729) & MASK_64
        high = ((_turn_64(high ^ _mixed_high(two), 31) + low) * 5 + 0x38495AB5) & MASK_64
    low ^= _mixed_low(int.from_bytes(data[whole : whole + 8], "little"))
    high ^= _mixed_high(int.from_bytes(data[whole + 8 :], "little"))
    low, high = _added(low ^ len(data), high ^ len(data))
    return struct.pack("<QQ", *_added(_finished(low), _finished(high)))


def _turn_64(value: int, bits: int) -> int:
    return (value << bits | value >> 64 - bits) & MASK_64


def _mixed_low(block: int) -> int:
    return _turn_64(block * A_64 & MASK_64, 31) * B_64 & MASK_64


def _mixed_high(block: int) -> int:
    return _turn_64(block * B_64 & MASK_64, 33) * A_64 & MASK_64


def _added(low: int, high: int) -> tuple[int, int]:
    low = (low + high) & MASK_64
    return low, (high + low) & MASK_64


def _finished(value: int) -> int:
    value = (value ^ value >> 33) * 0xFF51AFD7ED558CCD & MASK_64
    value = (value ^ value >> 33) * 0xC4CEB9FE1A85EC53 & MASK_64
    return value ^ value >> 33
