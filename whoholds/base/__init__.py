"""What are the things we talk about? Records, spans, times, identifiers, errors."""
