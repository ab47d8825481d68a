"""The pages of keeping and forgetting."""
