"""Everything that is kept: the database of documents and invoices, and their original files."""
