-- Copies and staged rows have no index to probe.
set local enable_hashjoin = on
