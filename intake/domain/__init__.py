"""What an invoice is made of: money, dates, ids, codes, rates and the QR payload, as small pure modules.

Nothing here reads a picture or a file. Formats and tables come from public standards and from the domain reference; what nobody could
confirm is data in a table, so that it is corrected in one place.
"""
