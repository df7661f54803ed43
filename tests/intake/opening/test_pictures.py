import base64
import struct
import zlib
from collections.abc import Callable
from io import BytesIO

import cv2
import numpy as np
import pytest
from PIL import Image

from intake.document import Document, Page
from intake.errors import IntakeError
from intake.opening.limits import Limits
from intake.opening.open_pages import open_pages
from models.geometry import Pixels

LIMITS = Limits()


def scene(height: int = 60, width: int = 90) -> Pixels:
    """Four quarters of different colours with some noise, as paper and sensors have."""
    pixels = np.full((height, width, 3), 235, np.uint8)
    pixels[: height // 2, : width // 2] = (20, 30, 220)
    pixels[height // 2 :, : width // 2] = (200, 40, 20)
    noise = np.random.default_rng(1).integers(0, 12, pixels.shape, dtype=np.uint8)
    return np.asarray(pixels + noise, dtype=np.uint8)


def encoded(suffix: str, pixels: Pixels, *parameters: int) -> bytes:
    return cv2.imencode(suffix, pixels, parameters)[1].tobytes()


def saved(image: Image.Image, kind: str, **options: object) -> bytes:
    buffer = BytesIO()
    image.save(buffer, kind, **options)  # type: ignore[arg-type]
    return buffer.getvalue()


def pages(content: bytes, limits: Limits = LIMITS) -> list[Page]:
    return list(open_pages(Document("picture", content), limits))


def only_page(content: bytes, limits: Limits = LIMITS) -> Page:
    (page,) = pages(content, limits)
    return page


def pixels_of(content: bytes, limits: Limits = LIMITS) -> Pixels:
    pixels = only_page(content, limits).pixels
    assert pixels is not None and pixels.dtype == np.uint8 and pixels.ndim == 3 and pixels.shape[2] == 3 and pixels.flags.c_contiguous
    return pixels


def refusal(content: bytes, limits: Limits = LIMITS) -> str:
    with pytest.raises(IntakeError) as refused:
        pages(content, limits)
    return refused.value.code


def near(one: Pixels, other: Pixels, levels: float = 12) -> bool:
    return one.shape == other.shape and float(np.abs(one.astype(int) - other.astype(int)).mean()) < levels


# What can be read


@pytest.mark.parametrize("suffix", [".jpg", ".png", ".webp", ".bmp"])
def test_pictures_of_every_type_come_out_as_bgr(suffix: str) -> None:
    page = only_page(encoded(suffix, scene()))
    assert page.number == 1 and page.format is None and page.reduction == 1.0
    assert page.pixels is not None and near(page.pixels, scene())


@pytest.mark.parametrize(
    "convert",
    [
        lambda image: image.convert("L"),
        lambda image: image.convert("1"),
        lambda image: image.convert("P", palette=Image.Palette.ADAPTIVE),
        lambda image: image.convert("LA"),
        lambda image: image.convert("RGBA"),
    ],
)
def test_png_of_every_mode_shows_the_same_picture(convert: Callable[[Image.Image], Image.Image]) -> None:
    image = convert(Image.fromarray(scene()[..., ::-1]))
    shown = np.asarray(image.convert("RGB"))[..., ::-1]
    assert near(pixels_of(saved(image, "PNG")), shown, 2)


@pytest.mark.parametrize("kind", ["PNG", "TIFF"])
def test_16_bit_grey_keeps_its_upper_byte(kind: str) -> None:
    grey = (np.arange(64 * 64, dtype=np.uint16).reshape(64, 64) * 16).astype(np.uint16)
    assert np.array_equal(pixels_of(saved(Image.fromarray(grey), kind))[..., 0], grey >> 8)


def test_16_bit_colour_png_is_read() -> None:
    assert near(pixels_of(encoded(".png", (scene().astype(np.uint16) * 257))), scene(), 2)


def test_cmyk_jpeg_shows_its_colours() -> None:
    plain = Image.new("CMYK", (32, 32), (0, 255, 255, 0))  # red ink
    blue, green, red = pixels_of(saved(plain, "JPEG"))[16, 16]
    assert red > 180 and green < 80 and blue < 80


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_transparent_parts_are_white(kind: str) -> None:
    image = Image.new("RGBA", (40, 40), (0, 0, 0, 0))
    image.paste((0, 0, 0, 255), (0, 0, 20, 40))
    pixels = pixels_of(saved(image, kind, lossless=True))
    assert pixels[20, 5].max() < 10 and pixels[20, 35].min() > 245


def test_a_colour_that_a_palette_declares_transparent_is_white() -> None:
    image = Image.new("P", (16, 16), 0)
    image.putpalette([0, 0, 0, 255, 0, 0])
    assert pixels_of(saved(image, "PNG", transparency=0)).min() == 255


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF"])
def test_orientation_is_honoured(kind: str, orientation: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    stored = Image.fromarray(scene(64, 96)[..., ::-1])
    content = saved(stored, kind, exif=exif.tobytes())
    turns = {2: 0, 3: 3, 4: 1, 5: 5, 6: 4, 7: 6, 8: 2}  # Pillow's names: flip, turn, transpose
    names = (
        Image.Transpose.FLIP_LEFT_RIGHT, Image.Transpose.FLIP_TOP_BOTTOM, Image.Transpose.ROTATE_90, Image.Transpose.ROTATE_180,
        Image.Transpose.ROTATE_270, Image.Transpose.TRANSPOSE, Image.Transpose.TRANSVERSE,
    )  # fmt: skip
    upright = stored if orientation == 1 else stored.transpose(names[turns[orientation]])
    assert near(pixels_of(content), np.asarray(upright)[..., ::-1])


def test_an_absurd_orientation_is_taken_for_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 77
    assert pixels_of(saved(Image.fromarray(scene()), "JPEG", exif=exif.tobytes())).shape == (60, 90, 3)


def test_heic_is_read() -> None:
    pixels = pixels_of(HEIC_UPRIGHT)
    assert pixels.shape == (48, 64, 3)
    blue, green, red = pixels[24, 10]
    assert red > 190 and green < 60 and blue < 60 and pixels[24, 54].min() > 240


def test_heic_is_turned_once_though_the_file_says_it_twice() -> None:
    pixels = pixels_of(HEIC_TURNED)
    assert pixels.shape == (64, 48, 3)
    assert pixels[10, 24].tolist()[2] > 190 > pixels[10, 24].tolist()[0] and pixels[54, 24].min() > 240


def test_a_cut_off_heic_is_refused() -> None:
    assert refusal(HEIC_UPRIGHT[:520]) in ("truncated", "picture_damaged")
    assert refusal(HEIC_UPRIGHT[:200]) in ("truncated", "picture_damaged")


def test_a_tiff_gives_its_pages_one_after_the_other() -> None:
    images = [Image.new("RGB", (20, 10 + number), (number * 40, 0, 0)) for number in range(4)]
    content = saved(images[0], "TIFF", save_all=True, append_images=images[1:], compression="tiff_deflate")
    opened = open_pages(Document("scan.tif", content), LIMITS)
    first = next(opened)
    rest = list(opened)
    assert [page.number for page in (first, *rest)] == [1, 2, 3, 4]
    assert [page.pixels.shape[0] for page in (first, *rest) if page.pixels is not None] == [10, 11, 12, 13]
    assert [int(page.pixels[0, 0, 2]) for page in (first, *rest) if page.pixels is not None] == [0, 40, 80, 120]


def test_the_small_copy_in_a_tiff_is_no_page() -> None:
    small = Image.new("RGB", (8, 8))
    small.encoderinfo = {"tiffinfo": {254: 1}}
    content = saved(Image.new("RGB", (20, 20)), "TIFF", save_all=True, append_images=[small])
    with Image.open(BytesIO(content)) as written:
        assert getattr(written, "n_frames", 1) == 2
    assert [page.pixels.shape[:2] for page in pages(content) if page.pixels is not None] == [(20, 20)]


@pytest.mark.parametrize("compression", ["group4", "tiff_lzw", "jpeg", "packbits", None])
def test_scanners_compressions_are_read(compression: str | None) -> None:
    image = Image.fromarray(scene()[..., ::-1])
    image = image.convert("1") if compression == "group4" else image
    assert near(pixels_of(saved(image, "TIFF", compression=compression)), np.asarray(image.convert("RGB"))[..., ::-1])


# Size


def test_a_large_jpeg_is_decoded_reduced_and_says_so() -> None:
    large = cv2.resize(scene(), (1600, 1200), interpolation=cv2.INTER_NEAREST)
    page = only_page(encoded(".jpg", large), Limits(page_pixels=1600 * 1200 // 16))
    assert page.pixels is not None and page.pixels.shape == (300, 400, 3) and page.reduction == pytest.approx(4)
    assert near(page.pixels, cv2.resize(large, (400, 300), interpolation=cv2.INTER_AREA))


@pytest.mark.parametrize("suffix", [".jpg", ".png", ".webp", ".bmp"])
def test_other_sizes_are_scaled_to_what_a_page_may_have(suffix: str) -> None:
    large = cv2.resize(scene(), (900, 600), interpolation=cv2.INTER_NEAREST)
    page = only_page(encoded(suffix, large), Limits(page_pixels=300_000))
    assert page.pixels is not None
    height, width = page.pixels.shape[:2]
    assert height * width <= 300_600 and page.reduction == pytest.approx(900 / width, rel=0.002) and page.reduction == pytest.approx(600 / height, rel=0.002)
    assert near(page.pixels, cv2.resize(large, (width, height), interpolation=cv2.INTER_AREA))


def test_a_reduced_page_is_joined_from_bands_without_seams() -> None:
    ramp = np.repeat(np.linspace(0, 255, 2400).astype(np.uint8)[:, None, None], 40, axis=1).repeat(3, axis=2)
    pixels = pixels_of(encoded(".png", ramp), Limits(page_pixels=2400 * 40 // 3))
    assert pixels.shape[0] > 512 and np.abs(np.diff(pixels[:, 5, 0].astype(int))).max() <= 1


def test_a_picture_of_too_many_pixels_is_refused_by_its_header_alone() -> None:
    """The data that would follow the header is not even there."""
    assert refusal(png_header(20_000, 20_000)) == "too_many_pixels"
    assert refusal(bmp_header(20_000, 20_000)) == "too_many_pixels"
    assert refusal(tiff_header(20_000, 20_000)) == "too_many_pixels"
    assert refusal(webp_header(16_000, 16_000)) == "too_many_pixels"
    assert (
        refusal(b"\xff\xd8" + b"\xff\xc0\x00\x11\x08" + struct.pack(">HH", 20_000, 20_000) + b"\x03\x01\x22\x00\x02\x11\x01\x03\x11\x01") == "too_many_pixels"
    )


# Damage


@pytest.mark.parametrize("suffix", [".jpg", ".png", ".webp", ".bmp"])
@pytest.mark.parametrize("share", [0.5, 0.9])
def test_a_cut_off_picture_is_refused_with_its_code(suffix: str, share: float) -> None:
    content = encoded(suffix, cv2.resize(scene(), (400, 300)))
    assert refusal(content[: int(len(content) * share)]) == "truncated"


def test_a_cut_off_tiff_is_refused_with_its_code() -> None:
    content = saved(Image.fromarray(scene()), "TIFF")
    strips_first = content[: len(content) - 3000]
    assert refusal(strips_first) in ("truncated", "picture_damaged")


def test_a_jpeg_that_lacks_only_its_end_marker_is_read() -> None:
    content = encoded(".jpg", cv2.resize(scene(), (400, 300)))
    assert content.endswith(b"\xff\xd9")
    assert pixels_of(content[:-2]).shape == (300, 400, 3)


def test_a_cut_off_progressive_jpeg_is_refused_though_its_coarse_passes_show_the_whole() -> None:
    content = encoded(".jpg", cv2.resize(scene(), (400, 300)), cv2.IMWRITE_JPEG_PROGRESSIVE, 1)
    assert refusal(content[:-2]) == "truncated"


def test_the_end_marker_of_a_thumbnail_is_not_the_pictures() -> None:
    thumbnail = encoded(".jpg", scene())
    segment = b"\xff\xe1" + struct.pack(">H", len(thumbnail) + 2) + thumbnail
    content = encoded(".jpg", cv2.resize(scene(), (400, 300)))
    whole = content[:2] + segment + content[2:]
    assert pixels_of(whole).shape == (300, 400, 3)
    assert refusal(whole[: len(whole) // 2 + len(segment) // 2]) == "truncated"


def test_what_is_appended_to_a_jpeg_does_not_matter() -> None:
    content = encoded(".jpg", scene())
    assert pixels_of(content + b"PK\x03\x04" + content).shape == (60, 90, 3)


# Files made to do harm (hostile ones that cost memory are in test_hostile_files.py)


def test_a_png_whose_header_lies_about_its_size_is_refused() -> None:
    assert refusal(png_header(9_000, 9_000) + b"") == "truncated"


def test_a_jpeg_of_hundreds_of_passes_is_refused() -> None:
    content = encoded(".jpg", scene(), cv2.IMWRITE_JPEG_PROGRESSIVE, 1)
    scan = content.index(b"\xff\xda")
    bomb = content[:scan] + content[scan:-2] * 200 + content[-2:]
    assert refusal(bomb) == "too_many_scans"


def test_a_tiff_of_ten_thousand_frames_is_refused_before_any_is_decoded() -> None:
    content = tiff_header(64, 64, frames=10_000)
    assert refusal(content) == "too_many_pages"


def test_tiff_frames_that_point_at_each_other_come_to_an_end() -> None:
    content = bytearray(saved(Image.new("RGB", (20, 20)), "TIFF"))
    (directory,) = struct.unpack_from("<I", content, 4)
    (entries,) = struct.unpack_from("<H", content, directory)
    struct.pack_into("<I", content, directory + 2 + 12 * entries, directory)
    assert len(pages(bytes(content))) == 1


def test_giant_exif_and_icc_blocks_are_not_unpacked() -> None:
    content = encoded(".jpg", scene())
    blocks = b"".join(b"\xff" + bytes([marker]) + struct.pack(">H", 65_533) + b"ICC_PROFILE\x00\x01\xff".ljust(65_531, b"x") for marker in (0xE1, 0xE2) * 100)
    assert pixels_of(content[:2] + blocks + content[2:]).shape == (60, 90, 3)


def test_a_compressed_profile_that_unpacks_to_forty_mebibytes_is_refused() -> None:
    profile = chunk(b"iCCP", b"p\x00\x00" + zlib.compress(bytes(40 << 20)))
    content = encoded(".png", scene())
    assert refusal(content[:33] + profile + content[33:]) == "picture_damaged"


# Makers of headers


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png_header(width: int, height: int) -> bytes:
    start = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return start + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")


def bmp_header(width: int, height: int) -> bytes:
    return b"BM" + struct.pack("<IHHI", 54, 0, 0, 54) + struct.pack("<IiiHHIIiiII", 40, width, height, 1, 24, 0, 0, 0, 0, 0, 0)


def webp_header(width: int, height: int) -> bytes:
    body = b"WEBPVP8X" + struct.pack("<I", 10) + bytes(4) + (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    return b"RIFF" + struct.pack("<I", len(body)) + body


def tiff_header(width: int, height: int, frames: int = 1) -> bytes:
    """Frames that share one strip far beyond the file's end."""
    tags = ((256, 4, width), (257, 4, height), (258, 3, 8), (259, 3, 1), (262, 3, 1), (273, 4, 8), (277, 3, 1), (278, 4, height), (279, 4, width * height))
    size = 2 + 12 * len(tags) + 4
    parts = [b"II*\x00", struct.pack("<I", 8)]
    for frame in range(frames):
        following = 8 + size * (frame + 1) if frame + 1 < frames else 0
        parts += [struct.pack("<H", len(tags)), *(struct.pack("<HHII", tag, kind, 1, value) for tag, kind, value in tags), struct.pack("<I", following)]
    return b"".join(parts)


HEIC_UPRIGHT = base64.b64decode(
    "AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAX1tZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAAAAAAACJpbG9jAAAAAERAAAEAAQAAAAABoQABAAAAAAAA"
    "AJUAAAAjaWluZgAAAAAAAQAAABVpbmZlAgAAAAABAABodmMxAAAAAA5waXRtAAAAAAABAAAA/WlwcnAAAADdaXBjbwAAAHZodmNDAQNwAAAAkAAAAAAAHvAA/P34+AAADwNgAAEAGEAB"
    "DAH//wNwAAADAJAAAAMAAAMAHroCQGEAAQAqQgEBA3AAAAMAkAAAAwAAAwAeoCCBBZbq5Ka5uAhoMCAAAAMDIAAAAwAhYgABAAZEAcFzwIkAAAATY29scm5jbHgAAQANAAaAAAAAFGlz"
    "cGUAAAAAAAAAQAAAAEAAAAAoY2xhcAAAAEAAAAABAAAAMAAAAAEAAAAAAAAAAv////AAAAACAAAAEHBpeGkAAAAAAwgICAAAABhpcG1hAAAAAAAAAAEAAQWBAgMFhAAAAJ1tZGF0AAAA"
    "kSgBrxOA+BDhp//8vyj/+SHPD86RmYlW/rZElH2jw//Jq8PySkWumhSZWXerYkimqBL4ZiWQmt9dAoJW+l9I3EaTNNpA+pzUnQvOhSvFmTut1oATMg7vg7iDjQCVfPAPDECiXIaxCuwB"
    "HCiBAePgCZd6Efqd6XP79/MSvj9pNAB5sAPin5+WH48rvY6P07sqJ9A="
)
"""64 x 48 pixels: the left half red, the right half white."""

HEIC_TURNED = base64.b64decode(
    "AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAchtZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAAAAAAADRpbG9jAAAAAERAAAIAAQAAAAAB7AABAAAAAAAA"
    "AJUAAgAAAAACgQABAAAAAAAAACQAAAA4aWluZgAAAAAAAgAAABVpbmZlAgAAAAABAABodmMxAAAAABVpbmZlAgAAAQACAABFeGlmAAAAAA5waXRtAAAAAAABAAABB2lwcnAAAADmaXBj"
    "bwAAAHZodmNDAQNwAAAAkAAAAAAAHvAA/P34+AAADwNgAAEAGEABDAH//wNwAAADAJAAAAMAAAMAHroCQGEAAQAqQgEBA3AAAAMAkAAAAwAAAwAeoCCBBZbq5Ka5uAhoMCAAAAMDIAAA"
    "AwAhYgABAAZEAcFzwIkAAAATY29scm5jbHgAAQANAAaAAAAAFGlzcGUAAAAAAAAAQAAAAEAAAAAoY2xhcAAAAEAAAAABAAAAMAAAAAEAAAAAAAAAAv////AAAAACAAAAEHBpeGkAAAAA"
    "AwgICAAAAAlpcm90AwAAABlpcG1hAAAAAAAAAAEAAQaBAgMFhIYAAAAaaXJlZgAAAAAAAAAOY2RzYwACAAEAAQAAAMFtZGF0AAAAkSgBrxOA+BDhp//8vyj/+SHPD86RmYlW/rZElH2j"
    "w//Jq8PySkWumhSZWXerYkimqBL4ZiWQmt9dAoJW+l9I3EaTNNpA+pzUnQvOhSvFmTut1oATMg7vg7iDjQCVfPAPDECiXIaxCuwBHCiBAePgCZd6Efqd6XP79/MSvj9pNAB5sAPin5+W"
    "H48rvY6P07sqJ9AAAAAGRXhpZgAATU0AKgAAAAgAAQESAAMAAAABAAYAAAAAAAA="
)
"""The same, turned clockwise by a rotation box (irot) and said to be turned by EXIF too."""
