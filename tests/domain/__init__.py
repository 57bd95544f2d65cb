"""The suite on a real domain of API Gateway, from before the change to after the way back."""
