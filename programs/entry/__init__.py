"""Who may begin: the rules of a program version, what they ask, and what they answer."""
