"""A house that lends its hall: a kind of case with an owner, a run and words of its own, of which no file of the product knows."""
