"""Draws labelled invoices of every kind, then ages them: what accuracy is measured on, and what sample_images is chosen from."""
