"""What services said, and what could not be taken in: for whoever operates the system."""
