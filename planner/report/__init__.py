"""What a plan looks like to people: tables, charts and workbooks. Never new figures."""
