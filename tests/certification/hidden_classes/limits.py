"""What the public data of a year may tell at most; tests and benchmark judge by the same."""

# Area of any way of guessing, where chance explains no more; median over years; what counts as seen by a learner.
MOST, USUAL, SEEN = 0.55, 0.53, 0.70
# How much likelier the neighbor of one in custody is in custody too.
NEAR = 0.05
