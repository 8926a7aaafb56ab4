"""What is told of builds that fail."""
