"""Every figure, declared: see `base.Indicator` for what a declaration holds."""
