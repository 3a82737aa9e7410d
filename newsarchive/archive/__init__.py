"""The archive on disk: records and raw responses, appended crash-safely, checked, indexed and read back."""
