"""What both engines must answer: theory, and examples worked by hand."""
