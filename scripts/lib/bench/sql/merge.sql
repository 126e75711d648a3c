merge into public.orders as r
using <source> as s on <match>
when matched and s.op = 'D' then
    delete
when matched then
    update set <assignments>
when not matched and s.op <> 'D' then
    insert (<columns>) values (<values>)
