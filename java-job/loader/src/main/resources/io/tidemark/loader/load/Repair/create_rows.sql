create temporary table tidemark_repaired_rows on commit drop as
select r._cdc_position, <columns> from <target> r with no data
