-- Up to which hour all hours since the first are loaded, how old the newest change is, and up to when the table was
-- verified.
create or replace view <state>.high_watermark as
select pipeline,
       max(hour) as hour,
       max(hour) + interval '1 hour' as loaded_until,
       max(newest_commit) as newest_commit,
       now() - max(newest_commit) as freshness,
       (select max(verified_through) from <state>.verification v where v.pipeline = hours.pipeline) as verified_through
  from (select pipeline, hour, newest_commit,
               hour - row_number() over (partition by pipeline order by hour) * interval '1 hour' as gap,
               min(hour) over (partition by pipeline) - interval '1 hour' as first_gap
          from <state>.watermark) as hours
 where gap = first_gap
 group by pipeline
