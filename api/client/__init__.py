"""A typed client of the HTTP service. `operations.py` and `schemas.py` are drawn from the OpenAPI document by `python -m api.client.generate`; the rest is written by hand."""
