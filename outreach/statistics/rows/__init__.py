"""Reading what is counted into columns of numbers: see `table.Table`."""
