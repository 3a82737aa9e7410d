"""What a whole crawl costs beside a spider that only downloads, and beside the peers, on one site and in one run."""
