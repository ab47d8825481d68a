"""The pages of the directory and of referrals, by deed."""
