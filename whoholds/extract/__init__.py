"""Who is said to have done what, by whom, in which words? Text to claims with quoted spans."""
