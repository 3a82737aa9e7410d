"""Quality and speed of newsarchive beside its peers, in one run, as ratios."""
