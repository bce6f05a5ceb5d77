"""What is open about members' places, for whoever begins, moves or ends them: the count goes on, and a case follows (Art. 7.2)."""

from services.enrollment.commands.disqualification.follow import end_with_studio, follow_host
from services.enrollment.commands.disqualification.truancy import look_again

__all__ = ["end_with_studio", "follow_host", "look_again"]
