"""What is said to a language model, and how its answers are read: versioned prompt files as data, and the code around them."""
