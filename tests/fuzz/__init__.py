"""Every parser of what somebody else wrote, given what nobody should write."""
