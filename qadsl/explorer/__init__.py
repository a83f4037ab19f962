"""The explorer of a result: sliders for what it rests on, and pictures that move with the hand."""
