"""Know the separator sheets that scanning programs print: one linear barcode on an otherwise nearly empty page."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from intake.evidence import Place
from intake.invoice import Code
from intake.reading import Reading, Region
from intake.vision.qr_decoders import QrDecoder, linear_decoder
from intake.vision.qr_pictures import grey_of

_MOST_LINES = 12
"""Of text on a separator sheet."""


@dataclass(frozen=True)
class ReadSeparators:
    """Adds the barcode to the codes of pages that are no invoice and have little text; looking for one on every page would cost as much as all QR codes."""

    decoder: QrDecoder = field(default_factory=linear_decoder)
    name: str = "qr"

    def __call__(self, reading: Reading) -> Reading:
        return replace(reading, regions=tuple(self._with_barcode(region) for region in reading.regions))

    def _with_barcode(self, region: Region) -> Region:
        if region.kind is not None or region.pixels is None or region.codes or region.embedded is not None or len(region.lines) > _MOST_LINES:
            return region
        seen = self.decoder.decode(grey_of(region.pixels))
        codes = tuple(Code(code.payload, self.decoder.name, Place(region.page, region.transform.quad_to_original(code.quad))) for code in seen if code.payload)
        return replace(region, codes=codes)
