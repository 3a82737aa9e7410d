"""Loading and query benchmarks, in comparison with other libraries."""
