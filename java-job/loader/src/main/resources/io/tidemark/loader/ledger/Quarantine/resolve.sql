-- The watermark moves the rows from set aside to superseded, so that its counts keep their balance.
with gone as (
    delete from <state>.quarantine q
     where q.pipeline = :pipeline
       and q.position is not null
       and (q.position < :floor
            or exists (select from <target> r where <row_is_it> and r._cdc_position >= q.position)
            or exists (select from <tombstones> t where <tombstone_is_it> and t._cdc_position >= q.position))
    returning q.hour
), counted as (
    update <state>.watermark w
       set quarantined = w.quarantined - g.rows, superseded = w.superseded + g.rows
      from (select hour, count(*) as rows from gone where hour is not null group by hour) as g
     where w.pipeline = :pipeline
       and w.hour = g.hour
)
select count(*) from gone
