"""When an organization counts as silent."""

from datetime import timedelta

# An organization without contact for this long may have more than it has announced.
SILENT_AFTER = timedelta(seconds=60)
