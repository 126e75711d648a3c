-- The newest change of each key; what was written twice falls to the later object, then to the later line.
create temporary table <winners> on commit drop as
select distinct on (<keys>) *
  from pg_temp.<changes>
 order by <keys>, position desc, object desc, line desc
