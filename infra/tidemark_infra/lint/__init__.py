"""Names what loses data in DMS's settings: in documents, in what AWS answers, or of a live task.

The rules are data (``infra/dms-lint.json``), which the jar's ``doctor`` reads too. ``captures`` makes one picture of each task
from whatever JSON there is, ``rules`` holds the rules to it, ``live`` asks AWS.
"""
