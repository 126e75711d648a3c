-- Dropped with the transaction, whatever its end; temporary tables write no WAL.
create temporary table <staging> (
    _cdc_position bytea not null
    <columns>
) on commit drop
