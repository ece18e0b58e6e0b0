"""Tables of records: CSV, TSV and workbooks, whose columns every program names in its own way."""
