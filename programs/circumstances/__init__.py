"""What happens to a person in custody, and what follows from it for the training."""
