"""The plan at work: threads, the loop, the ledger, dead letters, the end."""
