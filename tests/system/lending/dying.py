"""The same in an installation that has these kinds: `python -m tests.system.lending.dying FILE newest worker all`."""

import sys

from tests.system import dying
from tests.system.lending import launch

if __name__ == "__main__":
    dying.prepare(sys.argv[1])
    launch.main(sys.argv[2:])
