"""The archive on disk: JSON Lines by site and month, appended crash-safely, and nothing else."""
