"""Joint monitoring and verification of ceasefires and peace accords."""
