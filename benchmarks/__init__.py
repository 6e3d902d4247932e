"""The speed comparison with other generators: a seeded corpus, the same theme in each peer's language, paired runs."""
