"""An Axway API Gateway domain to try the suite on: three hosts, and stand-ins for what is closed.

The stand-ins do what the vendor's pages say. Where these say nothing, they do the least that works,
and no check may rely on it: exit statuses and the state of `sysupgrade` are such.
"""
