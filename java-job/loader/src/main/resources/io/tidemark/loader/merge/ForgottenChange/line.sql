-- Temporary tables are read in the order in which they were filled, so that the number is the line of the COPY.
select line
  from (select row_number() over () as line, _cdc_position as position from <staging> s) as staged
 where position >= :floor
   and position <= :horizon
 limit 1
