-- The first rows that COPY wrote: it fills a table in the order of its input.
create temporary table <beginning> on commit drop as
select * from <staging> order by ctid limit <rows>
