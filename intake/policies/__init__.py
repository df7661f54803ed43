"""What a firm asks of the invoices it takes: its own titles and tax ids, required fields, thresholds; and advice. Pure: values in, findings and needs out."""
