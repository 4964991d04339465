"""Office files that come out byte for byte the same: no clock in the archive, none in the properties."""

from __future__ import annotations

import re
from datetime import date
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")
_PROPERTIES = "docProps/core.xml"
_EPOCH = (1980, 1, 1, 0, 0, 0)


def stable(content: bytes, day: date) -> bytes:
    """The same Office file with every time of writing replaced.

    Args:
        content: the file as a library wrote it.
        day: when the file is to say that it was changed.
    """
    out = BytesIO()
    with ZipFile(BytesIO(content)) as old, ZipFile(out, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == _PROPERTIES:
                data = _MODIFIED.sub(rb"\g<1>" + f"{day.isoformat()}T00:00:00Z".encode(), data)
            new.writestr(ZipInfo(name, date_time=_EPOCH), data, ZIP_DEFLATED)
    return out.getvalue()
