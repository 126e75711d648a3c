update <taken> r set <assignments> from <staging> s where <row_is_staged>
