#!/app/.venv/bin/python
"""The program `invoke` of an image of docker-cli."""

import sys
from pathlib import Path

# Models come first in the environment; the directory of this program has nothing that is imported.
sys.path[0] = str(Path(__file__).absolute().parents[2])

from odahuflow.entrypoint_invoker import main  # noqa: E402

if __name__ == "__main__":
    main()
