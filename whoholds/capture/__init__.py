"""What did the page say, and can we prove it? Files and addresses to frozen bytes and clean text."""
