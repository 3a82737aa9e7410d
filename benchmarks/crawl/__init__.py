"""Crawl benchmark: a whole crawl, a spider that only downloads, and the peers, on one site."""
