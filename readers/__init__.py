"""What an answer means: typed readers. They only read."""
