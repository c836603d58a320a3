"""What steps and terms come to for one person, and what follows from what is absent."""
