"""The stand-in programs: gateway, dashboard and pump, with nothing but the standard library.

They are packed into one file each and run on the lab's hosts, not here. They behave as the real
programs were measured to behave, and they really use the lab's Redis and MongoDB.
"""
