-- The server's parameters that DMS needs and that are not so; nothing if all are. For RDS, Aurora and self-managed servers, which
-- it tells apart. It changes nothing. Run in the source database as anybody:
--   psql -x -v ON_ERROR_STOP=1 -f infra/postgres/source/parameters.sql
\set QUIET on
\ir parameter-findings.sql
select weight, finding, remedy from parameter_findings order by weight, finding;
