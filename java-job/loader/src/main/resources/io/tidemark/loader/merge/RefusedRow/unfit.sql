-- Temporary tables are read in the order in which they were filled, so that the number is the line of the COPY.
select line
  from (select row_number() over () as line, <column> as value from <staging> s) as staged
 where value is not null and not pg_temp.tidemark_fits(value, :type)
 limit 1
