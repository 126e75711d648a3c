delete from <target> r using <taken> s where <row_is_staged>
