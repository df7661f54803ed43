"""From lines of text on an upright form to evidence: labels anchor a form template, zones of the template name what stands in them."""
