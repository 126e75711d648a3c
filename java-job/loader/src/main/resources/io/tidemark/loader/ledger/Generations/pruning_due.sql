-- Looking through all tombstones is cheap, but not so cheap that each hour should do it.
select coalesce(max(pruned_at) < now() - interval '1 day', true) from <state>.generation where pipeline = :pipeline
