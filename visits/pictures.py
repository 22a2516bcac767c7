"""Pictures people send: decoded, made smaller and written anew, so that nothing of the sender's device is left."""

from __future__ import annotations

from io import BytesIO
from typing import NamedTuple

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from workflow.refusals import Refusal

MOST_BYTES = 25 * 1_048_576
MOST_PIXELS = 50_000_000
LONGEST_SIDE = 1920
FORMATS = ("JPEG", "PNG", "WEBP")


class PictureRefused(Refusal):
    """The file is no picture that can be shown."""


class Shown(NamedTuple):
    """A picture ready for everybody: re-encoded JPEG, without metadata, turned the way it was taken."""

    file: ContentFile
    width: int
    height: int


def shown(upload: UploadedFile) -> Shown:
    """Raises PictureRefused with one sentence: too large, too many pixels, or no picture at all."""
    if upload.size is None or upload.size > MOST_BYTES:
        raise PictureRefused(_("“%s” is larger than 25 MB; send a smaller copy.") % upload.name, field="picture")
    try:
        with Image.open(upload, formats=FORMATS) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                sentence = _("“%s” has more than 50 megapixels; send a smaller copy.") % upload.name
                raise PictureRefused(sentence, field="picture")
            picture = ImageOps.exif_transpose(opened).convert("RGB")
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError, SyntaxError) as error:
        sentence = _("“%s” cannot be read as a picture; send a JPEG, PNG or WebP file.") % upload.name
        raise PictureRefused(sentence, field="picture") from error
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    written = BytesIO()
    picture.save(written, "JPEG", quality=84, optimize=True, progressive=True)
    return Shown(ContentFile(written.getvalue()), picture.width, picture.height)
