"""The XML forms in which an electronic invoice is data: 数电 (`digital`), the form of 2020 (`tax_control`), accounting vouchers (`voucher`)."""
