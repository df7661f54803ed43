"""What is done for invoices after reading, in short jobs: verifying, uploading, telling people; and what a person does at the same places."""
