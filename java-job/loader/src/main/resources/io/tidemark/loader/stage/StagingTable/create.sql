-- Dropped with the transaction, whatever its end; temporary tables write no WAL.
create temporary table <staging> (<columns>) on commit drop
