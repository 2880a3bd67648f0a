"""A compiled pipeline at work: workers, the ledger, dead letters, shutdown, waits between tries."""
