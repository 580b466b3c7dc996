"""The statistical reader: hashed features, two linear-chain models, and their weights."""
