"""Two adapters of `fakes.repository.Repository`: a table of SQLite, and a folder of files."""
