-- For each table what its updates and deletes log, and what DMS makes of its columns, with advice. It changes nothing. Run in
-- the source database as anybody:
--   psql -x -v ON_ERROR_STOP=1 -v tables=public.% -f infra/postgres/source/replica-identity.sql
-- Variables: tables (see named-tables.sql; public.% unless given).
\set QUIET on
\if :{?tables} \else \set tables public.% \endif
\ir ../named-tables.sql
\ir table-facts.sql
select full_name as "table",
       array_to_string(key, ', ') as "key",
       identity as "logged of the old row",
       array_to_string(toastable, ', ') as "large values",
       array_to_string(lob_key, ', ') as "key DMS does not support",
       array_to_string(bare_numeric, ', ') as "numeric without precision",
       array_to_string(bare_varchar, ', ') as "varchar without length",
       array_to_string(generated, ', ') as "generated",
       relkind = 'p' as "partitioned",
       (select string_agg(format('%s: %s', finding, remedy), E'\n' order by weight, finding)
          from table_findings
         where table_findings.full_name = table_facts.full_name) as "advice"
  from table_facts
 order by full_name;
