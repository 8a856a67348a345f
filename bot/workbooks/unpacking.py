"""What a file that somebody sent is, and its parts taken out of the zip within bounds that no declared size can move."""

import io
import re
import zipfile

MOST_BYTES = 1_000_000
"""As sent."""
MOST_UNPACKED = 16_000_000
MOST_PARTS = 200
MOST_MARKS = 2_000_000
"""Signs that begin a tag or give an attribute its value, in sheets: what a reader makes objects of."""
MOST_MARKS_BESIDE = 400_000
"""The same outside of sheets, where whole parts are kept in memory."""
_CHUNK = 1 << 16

_DECLARATION = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_OLE = b"\xd0\xcf\x11\xe0"
_MARKUP = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:[?!]|html|head|meta|table|div|workbook)", re.IGNORECASE)


class Unreadable(Exception):
    """The file is no workbook that may be read; `error` is named in the template."""

    def __init__(self, error: str) -> None:
        super().__init__(error)
        self.error = error


def unpack(content: bytes) -> bytes:
    """The workbook's XML parts in a zip that is as long as it says. Raises Unreadable."""
    if len(content) > MOST_BYTES:
        raise Unreadable("too_big")
    if not content.startswith(b"PK"):
        raise Unreadable(_named(content))
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            return _checked(packed)
    except Unreadable:
        raise
    except Exception as error:  # broken in one of the many ways that a zip can be
        raise Unreadable("unreadable") from error


def _named(content: bytes) -> str:
    """What is no zip at all."""
    if content.startswith(_OLE):
        # A password puts the whole workbook into a container of the old format.
        return "locked" if "EncryptedPackage".encode("utf-16-le") in content else "old_format"
    if _MARKUP.match(content):
        return "old_format"  # a web page or a table of 2003, as many programs export them under an Excel name
    return "csv" if _is_table_of_text(content) else "unreadable"


def _is_table_of_text(content: bytes) -> bool:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True  # Excel's "Unicode text"
    first = content.lstrip(b"\r\n").splitlines()[:1]
    return bool(first) and b"\x00" not in content and any(mark in first[0] for mark in (b",", b"\t", b";"))


def _checked(packed: zipfile.ZipFile) -> bytes:
    parts = packed.infolist()
    names = [part.filename for part in parts]
    if any(part.flag_bits & 1 for part in parts):
        raise Unreadable("locked")
    if (
        "xl/workbook.bin" in names
        or "content.xml" in names
        or any(name.startswith("Index/") for name in names)
    ):
        raise Unreadable("old_format")  # .xlsb, .ods, .numbers
    if not any(name.startswith("xl/") for name in names):
        raise Unreadable("no_workbook")
    if len(parts) > MOST_PARTS:
        raise Unreadable("too_heavy")
    if len(set(names)) < len(names):
        raise Unreadable("unreadable")
    kept, left, marks, beside = io.BytesIO(), MOST_UNPACKED, 0, 0
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_STORED) as plain:
        for part in parts:
            # Pictures, macros and a printer's settings are never looked at.
            if not part.filename.lower().endswith((".xml", ".rels")):
                continue
            data = _inflated(packed, part, left)
            left -= len(data)
            count = data.count(b"<") + data.count(b"=")
            if part.filename.startswith("xl/worksheets/"):
                marks += count
            else:
                beside += count
            if marks > MOST_MARKS or beside > MOST_MARKS_BESIDE:
                raise Unreadable("too_heavy")
            # No workbook declares entities; in UTF-16 one could do so unseen, and none is written in that.
            if _DECLARATION.search(data) or b"\x00" in data:
                raise Unreadable("unreadable")
            plain.writestr(part.filename, data)
    return kept.getvalue()


def _inflated(packed: zipfile.ZipFile, part: zipfile.ZipInfo, most: int) -> bytes:
    """Read by the piece: asked for all at once, zipfile inflates more than a part says that it has."""
    if part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise Unreadable("unreadable")  # the others can't be inflated by the piece, and no workbook uses them
    pieces, size = [], 0
    with packed.open(part) as stream:
        while piece := stream.read(_CHUNK):
            size += len(piece)
            if size > most:
                raise Unreadable("too_heavy")
            pieces.append(piece)
    return b"".join(pieces)
