"""The shell: read facts, call a pure stage, append rows and their Run in one transaction. One short file a use."""
