-- For each column, whether a winner has a value of which SQL does not say for sure that the target's type holds it exactly.
select <unfit> from pg_temp.<winners> where not removed
