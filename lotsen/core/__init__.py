"""Bottom of the house: what every app needs and that knows none of them."""
