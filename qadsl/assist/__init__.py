"""Help with writing, as plain data: what may come next and what a name is. Each application shows it its own way."""
