"""An application (Art. 4.2): its states, what may be typed and sent, and what it is judged by."""
