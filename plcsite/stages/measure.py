"""Pictures measured before they are shown: size as displayed, format, and a colour to stand for each."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from io import BytesIO

from PIL import Image as Pillow

from plcsite.codes import find
from plcsite.diagnostics import Checked, Location, Text, say
from plcsite.model import Picture

FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "AVIF")
MOST_PIXELS = 50_000_000


@dataclass(frozen=True)
class Request:
    """A picture to measure, by its path, digest and bytes."""

    path: str
    digest: str
    data: bytes


def measure(request: Request) -> Checked[Picture | None]:
    """The picture, or None with the reason why it can't be shown."""
    try:
        with warnings.catch_warnings():
            # Our own limit is lower than the one at which Pillow begins to warn.
            warnings.simplefilter("ignore")
            with Pillow.open(BytesIO(request.data), formats=FORMATS) as image:
                if image.width * image.height > MOST_PIXELS:
                    return _refuse(
                        request,
                        say("the picture has more than {most} million pixels", most=MOST_PIXELS // 1_000_000),
                        say("make it smaller, such as 3000 pixels wide"),
                    )
                image.draft("RGB", (64, 64))
                shown, format = _turned_size(image), image.format or ""
                small = image.convert("RGB").resize((1, 1), Pillow.Resampling.BOX)
    except Pillow.DecompressionBombError:
        return _refuse(request, say("the picture is far too large"), say("make it smaller, such as 3000 pixels wide"))
    except Exception as problem:  # any decoder's own idea of a fault concerns this file alone
        return _refuse(
            request,
            say("the picture can't be read ({problem})", problem=type(problem).__name__),
            say("save it again as JPEG or PNG"),
        )
    return Checked(Picture(request.path, request.digest, format, *shown, colour=f"#{small.tobytes().hex()}"))


def _turned_size(image: Pillow.Image) -> tuple[int, int]:
    """Width and height as browsers show them, after the rotation a camera noted."""
    turned = image.getexif().get(0x0112, 1) in (5, 6, 7, 8)
    return (image.height, image.width) if turned else (image.width, image.height)


def _refuse(request: Request, message: Text, hint: Text) -> Checked[Picture | None]:
    return Checked(None, (find("bad-picture", Location(request.path), message, hint),))
