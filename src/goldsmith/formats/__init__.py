"""Files of other tools: one format is one file here, which reads it and writes it, and says what it cannot carry."""
