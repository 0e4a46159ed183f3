"""The day itself: who is fetched, who came, what was counted, and what is printed for it."""
