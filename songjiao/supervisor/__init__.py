"""Everything on one machine, under one parent: `songjiao up`."""
