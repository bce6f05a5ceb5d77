"""Windows over HTTP: for their hosts, and for everybody."""
