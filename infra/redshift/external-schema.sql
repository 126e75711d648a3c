create external schema if not exists "{{name}}"
from data catalog database '{{name}}' region '{{region}}'
iam_role '{{iam/create-role.redshift:Role.Arn}}'
