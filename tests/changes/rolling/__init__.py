"""A domain that the vendor's script upgrades host by host, and its Analytics before it."""
