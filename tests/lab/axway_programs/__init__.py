"""The stand-ins themselves. They run on the hosts, with nothing but Python's own library."""
