"""What is doubtful about a framework without errors: one module for each kind of question."""
