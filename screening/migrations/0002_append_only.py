"""PostgreSQL holds even a database user with a console to it: the trail, votes and resolutions are only added to."""

from django.db import migrations

TABLES = ["screening_auditevent", "screening_vote", "screening_resolution", "screening_retrievalattempt"]

FUNCTION = """
CREATE OR REPLACE FUNCTION screening_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$;
"""


def hold(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(FUNCTION, params=None)  # it contains a percent sign
        for table in TABLES:
            schema_editor.execute(
                f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table}"
                " FOR EACH ROW EXECUTE FUNCTION screening_append_only()"
            )
            # tests empty every table after each other; they say so in their connection
            schema_editor.execute(
                f"CREATE TRIGGER never_emptied BEFORE TRUNCATE ON {table} FOR EACH STATEMENT"
                " WHEN (current_setting('screening.truncate', true) IS DISTINCT FROM 'allowed')"
                " EXECUTE FUNCTION screening_append_only()"
            )


def release(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for table in TABLES:
            schema_editor.execute(f"DROP TRIGGER append_only ON {table}")
            schema_editor.execute(f"DROP TRIGGER never_emptied ON {table}")
        schema_editor.execute("DROP FUNCTION screening_append_only()")


class Migration(migrations.Migration):
    dependencies = [("screening", "0001_initial")]
    operations = [migrations.RunPython(hold, release)]
