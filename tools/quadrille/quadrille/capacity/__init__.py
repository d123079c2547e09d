"""`quadrille capacity`: what so many orders a day ask for, reckoned from what was measured and from the code."""
