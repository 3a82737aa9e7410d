"""What an analyst waits for, beside the libraries that do the same."""
