-- The changes of all objects, with keys in their own types, so that equal keys are one, and all other values as they came.
create temporary table <changes> (object integer, line bigint, removed boolean, position bytea, <columns>) on commit drop
