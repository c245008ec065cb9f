"""How do people touch it? Commands, web page, API."""
