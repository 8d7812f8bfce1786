"""What base images start with."""
