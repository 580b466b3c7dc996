"""Changes of a module, the tests that notice them, and what is known of them (docs/explanation/mutants.md)."""
