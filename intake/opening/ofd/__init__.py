"""OFD, the fixed-layout format of GB/T 33190-2016: a ZIP of XML parts, in which electronic invoices carry print, data and signatures.

package     the ZIP, its parts found under any spelling
structure   documents, pages, templates, resources
print       what is printed where
tags        which printed object holds which field
signatures  digests of the parts, seals
pictures    images among the resources
drawing     a picture of a page, for people
pages       `open_ofd`: all of it together
"""

from intake.opening.ofd.pages import draw_ofd_page, open_ofd

__all__ = ["draw_ofd_page", "open_ofd"]
