"""What the answers of Tyk self-managed mean."""
