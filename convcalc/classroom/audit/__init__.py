"""Published figures beside computed ones: which agree, and what arithmetic has to say of those that do not."""
