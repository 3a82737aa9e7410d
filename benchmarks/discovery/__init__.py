"""Requests per stored article, by discovery source and period."""
