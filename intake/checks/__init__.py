"""Findings: reasons to look twice at an invoice, each with a number, a severity and a sentence that says what to do.

`rules.check` looks at the values of one invoice, `file_findings` at the file and the picture they came from. Nothing here reads a file, a
database or the clock.
"""
