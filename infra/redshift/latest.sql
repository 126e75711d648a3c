create or replace view "public"."{{table.slug}}_latest" as
-- The newest row of each key of {{table.full}}, by DMS's change sequence: rows of the full load have none and come before any
-- change. Deleted keys are not there. An update that changed the key is a delete of the old one too. What was written twice is
-- the same twice. A value that an update did not log (PostgreSQL leaves out unchanged large ones) is NULL here, and after a
-- reload at the source older changes still beat its rows: the loader knows better in both cases.
with change as (
    select coalesce(op, 'I') as op, {{table.sql-columns}}, dms_commit_ts, coalesce(dms_change_seq, '') as dms_change_seq,
           "$path" as file
      from "{{name}}"."{{table.slug}}"
     union all
    select 'D', {{table.sql-old-columns}}, dms_commit_ts, dms_change_seq, "$path"
      from "{{name}}"."{{table.slug}}"
     where op = 'U' and ({{table.sql-key-changed}})
), ranked as (
    select op, {{table.sql-columns}}, dms_commit_ts, dms_change_seq,
           row_number() over (partition by {{table.sql-key}} order by dms_change_seq desc, file desc) as place
      from change
)
select {{table.sql-columns}}, dms_commit_ts, dms_change_seq
  from ranked
 where place = 1 and op <> 'D'
  with no schema binding
