"""The same work as the product's chain, the way its libraries' own pages teach it: what the product is measured against.

FastAPI with bearer tokens, the ORM's async sessions, one Temporal update a click, ordinary activities that write a case's rows
and publish each step on JetStream. Three stages, the same four requests, tasks that lie before an office until they are decided.
Nothing in it is made slow on purpose, and nothing is tuned: pools, pollers, caches and sandbox are as they come.
"""
