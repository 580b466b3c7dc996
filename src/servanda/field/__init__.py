"""Tracks, posts and inventories to claims and coverage: pure, no files (docs/reference/patrols.md, posts.md)."""
