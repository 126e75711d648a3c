select count(*) from <staged>
