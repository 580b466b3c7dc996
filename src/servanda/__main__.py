"""`python -m servanda`."""

import sys

from servanda.cli.app import main

sys.exit(main())
