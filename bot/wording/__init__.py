"""Templates, keyboards and the vocabulary: every word that people read or say."""
