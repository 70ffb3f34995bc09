# SPDX-License-Identifier: EUPL-1.2
"""ZIP containers read so that every reader of the same bytes sees the same files, and none bursts."""

from __future__ import annotations

import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Final

from .findings import Code, malformed

MOST_MEMBERS: Final = 200
LARGEST_MEMBER: Final = 32 * 1024 * 1024
LARGEST_TOTAL: Final = 48 * 1024 * 1024
_END: Final = b"PK\x05\x06"
_END_LENGTH: Final = 22
_LOCAL: Final = struct.Struct("<4s5H3I2H")
_LOCAL_MARK: Final = b"PK\x03\x04"
_FIELD: Final = struct.Struct("<2H")
_NAME_IN_UNICODE: Final = 0x7075
_ENCRYPTED: Final = 0x1 | 0x40 | 0x2000
_UTF8: Final = 0x800
_LATER_SIZES: Final = 0x8
MIMETYPE: Final = "mimetype"
ASIC_E: Final = "application/vnd.etsi.asic-e+zip"
ASIC_S: Final = "application/vnd.etsi.asic-s+zip"


@dataclass(frozen=True)
class Container:
    """The files of a container, unpacked."""

    media_type: str
    members: Mapping[str, bytes]

    @property
    def payloads(self) -> dict[str, bytes]:
        """Return the files that are there to be signed: all but the media type and META-INF."""
        return {name: data for name, data in self.members.items() if not is_service_file(name)}


def is_service_file(name: str) -> bool:
    """Return whether a file serves the container and is no payload."""
    return name == MIMETYPE or name.startswith("META-INF/")


def open_container(data: bytes) -> Container:
    """Unpack a container. Raises :class:`Flaw` for everything that two readers could read differently."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            infos = archive.infolist()
            _check_frame(data, archive, infos)
            _check_names(infos)
            _check_sizes(infos)
            members = {info.filename: _unpacked(data, info) for info in infos if not info.is_dir()}
    except (zipfile.BadZipFile, zlib.error, struct.error, NotImplementedError, ValueError, EOFError) as error:
        raise malformed(Code.ASIC_STRUCTURE, type(error).__name__) from error
    return Container(_media_type(infos, members), members)


def _check_frame(data: bytes, archive: zipfile.ZipFile, infos: list[zipfile.ZipInfo]) -> None:
    """The archive is the whole file: members, directory and end follow each other without a gap."""
    if data.count(_END) != 1 or data.rfind(_END) != len(data) - _END_LENGTH - len(archive.comment):
        raise malformed(Code.ASIC_STRUCTURE, "end of the archive")
    place = 0
    for info in sorted(infos, key=lambda each: each.header_offset):
        if info.header_offset != place:
            raise malformed(Code.ASIC_STRUCTURE, "gap or overlap")
        place = _end_of(data, info)
    if place != archive.start_dir:
        raise malformed(Code.ASIC_STRUCTURE, "directory")


def _end_of(data: bytes, info: zipfile.ZipInfo) -> int:
    """Return where a member ends, after checking that its own header says what the directory says."""
    mark, _, flags, method, _, _, crc, packed, size, name_length, extra_length = _LOCAL.unpack_from(
        data, info.header_offset
    )
    begin = info.header_offset + _LOCAL.size
    name = data[begin : begin + name_length]
    encoding = "utf-8" if flags & _UTF8 else "cp437"
    if mark != _LOCAL_MARK or flags != info.flag_bits or method != info.compress_type:
        raise malformed(Code.ASIC_STRUCTURE, "header")
    if name != info.orig_filename.encode(encoding):
        raise malformed(Code.ASIC_NAME, info.filename)
    if _names_again(data[begin + name_length : begin + name_length + extra_length]):
        raise malformed(Code.ASIC_NAME, info.filename)
    later = bool(flags & _LATER_SIZES)
    if (crc, packed, size) != (info.CRC, info.compress_size, info.file_size) and not (
        later and (crc, packed, size) == (0, 0, 0)
    ):
        raise malformed(Code.ASIC_STRUCTURE, "sizes")
    end = int(begin + name_length + extra_length + info.compress_size)
    return end + _descriptor_length(data, end, info) if later else end


def _names_again(extra: bytes) -> bool:
    """Return whether a second name stands among a member's extra fields: some readers prefer it."""
    place = 0
    while place + _FIELD.size <= len(extra):
        kind, length = _FIELD.unpack_from(extra, place)
        if kind == _NAME_IN_UNICODE:
            return True
        place += _FIELD.size + length
    return False


def _descriptor_length(data: bytes, place: int, info: zipfile.ZipInfo) -> int:
    """Return the length of the descriptor behind a member, which must repeat the directory's figures."""
    figures = struct.pack("<3I", info.CRC, info.compress_size, info.file_size)
    for mark in (b"PK\x07\x08", b""):
        if data[place : place + len(mark) + len(figures)] == mark + figures:
            return len(mark) + len(figures)
    raise malformed(Code.ASIC_STRUCTURE, "descriptor")


def _check_names(infos: list[zipfile.ZipInfo]) -> None:
    if not 0 < len(infos) <= MOST_MEMBERS:
        raise malformed(Code.ASIC_STRUCTURE, f"{len(infos)} members")
    seen: set[str] = set()
    for info in infos:
        name = info.orig_filename
        if info.flag_bits & _ENCRYPTED:
            raise malformed(Code.ASIC_STRUCTURE, "encrypted")
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise malformed(Code.ASIC_STRUCTURE, "compression")
        if not _is_plain(name) or name != info.filename or _names_again(info.extra):
            raise malformed(Code.ASIC_NAME, name)
        folded = unicodedata.normalize("NFKC", name).casefold().removesuffix("/")
        if folded in seen:
            raise malformed(Code.ASIC_NAME, f"{name} twice")
        seen.add(folded)
        if info.is_dir() and info.file_size:
            raise malformed(Code.ASIC_STRUCTURE, "folder with content")


def _is_plain(name: str) -> bool:
    """Return whether a name is relative, in one spelling, and leads nowhere but down."""
    parts = name.removesuffix("/").split("/")
    return (
        bool(name)
        and "\\" not in name
        and ":" not in name
        and all(part not in ("", ".", "..") for part in parts)
        and unicodedata.normalize("NFC", name) == name
        and not any(unicodedata.category(letter)[0] == "C" for letter in name)
        and (
            name == "META-INF/" or not name.casefold().startswith("meta-inf/") or name.startswith("META-INF/")
        )
        and (name.casefold() != MIMETYPE or name == MIMETYPE)
    )


def _check_sizes(infos: list[zipfile.ZipInfo]) -> None:
    if any(info.file_size > LARGEST_MEMBER for info in infos):
        raise malformed(Code.ASIC_BOMB)
    if sum(info.file_size for info in infos) > LARGEST_TOTAL:
        raise malformed(Code.ASIC_BOMB)


def _unpacked(data: bytes, info: zipfile.ZipInfo) -> bytes:
    """Return a member's content, never more of it than the directory promised."""
    header = _LOCAL.unpack_from(data, info.header_offset)
    begin = info.header_offset + _LOCAL.size + header[-2] + header[-1]
    packed = data[begin : begin + info.compress_size]
    if info.compress_type == zipfile.ZIP_STORED:
        content = packed
    else:
        inflater = zlib.decompressobj(-zlib.MAX_WBITS)
        content = inflater.decompress(packed, info.file_size + 1)
        if not inflater.eof or inflater.unused_data or inflater.unconsumed_tail:
            raise malformed(Code.ASIC_BOMB, info.filename)
    if len(content) != info.file_size or zlib.crc32(content) != info.CRC:
        raise malformed(Code.ASIC_STRUCTURE, info.filename)
    return content


def _media_type(infos: list[zipfile.ZipInfo], members: Mapping[str, bytes]) -> str:
    """Return the media type: the first member, stored plain, and one of the two that ASiC knows."""
    first = min(infos, key=lambda info: info.header_offset)
    if first.filename != MIMETYPE or first.compress_type != zipfile.ZIP_STORED or first.extra:
        raise malformed(Code.ASIC_MIMETYPE, "must come first")
    try:
        media_type = members[MIMETYPE].decode("ascii").strip()
    except UnicodeDecodeError as error:
        raise malformed(Code.ASIC_MIMETYPE) from error
    if media_type not in (ASIC_E, ASIC_S):
        raise malformed(Code.ASIC_MIMETYPE, media_type)
    return media_type
