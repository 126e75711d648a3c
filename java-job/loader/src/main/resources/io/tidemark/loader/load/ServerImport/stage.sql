insert into pg_temp.<staging> (<columns>)
select <values> from pg_temp.<winners> where removed = :removed
