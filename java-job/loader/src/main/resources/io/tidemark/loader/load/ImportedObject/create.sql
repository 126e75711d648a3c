-- The server fills it in the order of the file, so that the number is the row of the object.
create temporary table <table> (line bigint generated always as identity, <columns>) on commit drop
