"""Named time-outs and retry policies."""

from datetime import timedelta

from temporalio.common import RetryPolicy

# A service answers in milliseconds; one that does not is left to the ordinary attempts, so that it stalls nobody else.
LOCAL_ATTEMPT = timedelta(seconds=2)
LOCAL_ANSWER_SECONDS = 1.8
ONCE = RetryPolicy(maximum_attempts=1)

ORDINARY_ATTEMPT = timedelta(seconds=10)
ORDINARY_ANSWER_SECONDS = 8.0
# A service may be away for days: nothing is given up, and when it is back nobody waits long.
ENDLESSLY = RetryPolicy(
    initial_interval=timedelta(milliseconds=500),
    backoff_coefficient=2.0,
    maximum_interval=timedelta(seconds=30),
    maximum_attempts=0,
)

# Where a refusal says "not yet" without saying when.
ASK_AGAIN_SECONDS = 60.0
# How far the clock of a run may lie behind the one the service looks at: as long as a worker can be held up before it asks.
# Deadlines are days; asking too early would cost a step and a timer.
MARGIN_SECONDS = 3.0
