"""Records are compared by other keys now: those kept are dropped, and the next look at duplicates is at everything."""

from __future__ import annotations

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def forget(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Only the index of keys and the marks of what was compared; both are made again from the records."""
    for name in ("BlockKey", "Compared"):
        rows = apps.get_model("screening", name)._default_manager.using(schema_editor.connection.alias)
        rows.all()._raw_delete(rows.db)


class Migration(migrations.Migration):
    dependencies = [("screening", "0012_duplicates")]
    operations = [migrations.RunPython(forget, migrations.RunPython.noop)]
