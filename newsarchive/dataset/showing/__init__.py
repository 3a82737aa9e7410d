"""How datasets and results show themselves: tables, notebooks, progress."""
