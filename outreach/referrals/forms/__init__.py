"""The forms of the directory and of referrals, by deed."""
