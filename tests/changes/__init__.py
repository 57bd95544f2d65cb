"""The whole suite on real hosts: healthy, and with each fault planted."""
