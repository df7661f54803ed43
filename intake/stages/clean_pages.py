"""Cut every invoice out of its page: upright, flat, evenly lit, at a size that recognition reads well."""

from __future__ import annotations

from dataclasses import dataclass, replace

from intake.document import Page
from intake.reading import Reading, Region
from intake.stages.find_invoices import is_data
from intake.vision.lighting import evened, needs_evening, paper_light
from intake.vision.quality import judged
from intake.vision.straighten import straightened_cut


@dataclass(frozen=True)
class CleanPages:
    """Fills `pixels`, `transform` and `quality` of every region. What needs no cleaning keeps the page's own pixels."""

    name: str = "cleanup"

    def __call__(self, reading: Reading) -> Reading:
        pages = {page.number: page for page in reading.pages}
        return replace(reading, regions=tuple(_cleaned(region, pages[region.page]) for region in reading.regions))


def _cleaned(region: Region, page: Page) -> Region:
    if page.pixels is None or is_data(page):
        return replace(region, pixels=page.pixels)
    pixels, transform = straightened_cut(page.pixels, region.outline)
    light = paper_light(pixels)
    quality = judged(pixels, light, transform, region.outline, page.pixels, region.format)
    if needs_evening(light):
        pixels = evened(pixels, light)
    return replace(region, pixels=pixels, transform=transform, quality=quality)
