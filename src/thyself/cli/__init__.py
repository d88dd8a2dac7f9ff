"""The command line: thin; every command is one call of the public face and one way to show what came back."""

from __future__ import annotations

import sys


def main() -> None:
    """Run ``thyself``; errors are told in plain English, and the exit code is 1 (2 for wrong usage)."""
    from thyself.cli.app import app
    from thyself.core import ThyselfError

    try:
        app()
    except ThyselfError as error:
        print(f"thyself: {error}", file=sys.stderr)
        sys.exit(1)
    except KeyboardInterrupt:
        print("thyself: stopped; what was done so far is kept", file=sys.stderr)
        sys.exit(130)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(141)
