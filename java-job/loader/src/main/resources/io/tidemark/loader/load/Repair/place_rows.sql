update pg_temp.tidemark_repaired_rows set _cdc_position = :position<logged>
