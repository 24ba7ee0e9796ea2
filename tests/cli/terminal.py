"""What a terminal would get from the program."""

import fcntl
import os
import pty
import struct
import subprocess
import sys
import termios


def on_a_terminal(columns, *args, **environment):
    """The text that a terminal of so many columns would get, with its escapes."""
    leader, follower = pty.openpty()
    fcntl.ioctl(follower, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
    env = {key: value for key, value in os.environ.items() if key not in ("COLUMNS", "NO_COLOR", "FORCE_COLOR")}
    process = subprocess.Popen(
        [sys.executable, "-m", "convcalc", *args], stdout=follower, env={**env, "TERM": "xterm-256color", **environment}
    )
    os.close(follower)
    chunks = []
    while True:
        try:
            chunk = os.read(leader, 65536)
        except OSError:  # the end of a pseudo-terminal on Linux
            break
        if not chunk:
            break
        chunks.append(chunk)
    os.close(leader)
    assert process.wait() == 0
    return b"".join(chunks).decode()
