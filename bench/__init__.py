"""`make bench`: what the pipeline costs, beside its floor: the same work written out by hand as one straight loop.

Each part is a module with a function `measure(stand)` that gives what goes into the table and the JSON; `stand.py`
holds what parts share: the services, the records, the database.
"""
