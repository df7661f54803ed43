"""Weighing all evidence of an invoice together, under what must hold."""
