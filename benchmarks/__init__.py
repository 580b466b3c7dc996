"""What users wait for, measured in one run (`make bench`)."""
