"""What narrows a dataset: filters, slices, searches and samples."""
