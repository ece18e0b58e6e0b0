"""The secret key of an installation that was not given one."""

import os
import secrets
from pathlib import Path


def secret_key_in(folder: Path) -> str:
    """The key kept in ``folder``, made at the first call; several processes may call at once."""
    path = folder / "secret_key"
    if not path.exists():
        draft = folder / f"secret_key.{os.getpid()}"
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(50))
        try:
            os.link(draft, path)  # fails where another process was first, and never shows half a key
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text().strip()
