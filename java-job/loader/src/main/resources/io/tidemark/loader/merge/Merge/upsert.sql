-- A staged row counts if it is newer than the row and than the tombstone of its key; so a repeated or an older hour
-- changes nothing. The order keeps neighbours of both indexes together, whatever order the rows were staged in.
merge into <target> as r
using (
    select <staged_columns>
      from (select s.* from <staging> s order by <staged_key>) as s
     where not <tombstone_is_newer>
) as s on <row_is_staged>
when matched and (r._cdc_position is null or r._cdc_position < s._cdc_position) then
    update set <assignments>
when not matched then
    insert (<columns>) overriding system value values (<values>)
