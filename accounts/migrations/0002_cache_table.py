from django.core.management import call_command
from django.db import migrations


def make_cache_table(apps, schema_editor):
    """Sign-in limits are counted in the database's cache table; the command leaves an existing one alone."""
    call_command("createcachetable", database=schema_editor.connection.alias, verbosity=0)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [migrations.RunPython(make_cache_table, migrations.RunPython.noop)]
