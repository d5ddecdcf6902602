"""When an organization counts as silent."""

from datetime import timedelta

# Whoever has not been heard so long may know more than they have announced.
SILENT_AFTER = timedelta(seconds=60)
