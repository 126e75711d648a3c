-- Hashes of keys have no index to probe.
set local enable_hashjoin = on
