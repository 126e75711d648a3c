select exists (select from pg_extension where extname = 'aws_s3')
