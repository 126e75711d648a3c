delete from <target> r using live s where <row_is_staged>
