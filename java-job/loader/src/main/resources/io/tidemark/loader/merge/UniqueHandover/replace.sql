-- One statement, so that foreign keys of other tables, which are checked at its end, find the rows again; the sort lets
-- no row come back before the last one has left.
with removed as (
    delete from <target> r using <taken> s where <row_is_staged> returning <row_key>
)
insert into <target> (<columns>) overriding system value
select <taken_columns> from <taken> s join removed r on <row_is_staged> order by <staged_key>
