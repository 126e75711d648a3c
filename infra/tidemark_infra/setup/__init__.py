"""``scripts/setup-dms``: brings an AWS account to what the documents in infra/ say, and starts the capture."""
