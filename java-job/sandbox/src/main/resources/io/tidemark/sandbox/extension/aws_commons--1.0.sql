create type aws_commons._s3_uri_1 as (bucket text, file_path text, region text);

create function aws_commons.create_s3_uri(bucket text, file_path text, region text)
    returns aws_commons._s3_uri_1
    language sql immutable
    as $$ select row(bucket, file_path, region)::aws_commons._s3_uri_1 $$;
