"""`make demo`: the whole portal on one machine, without any server; all its processes end together.

PORT chooses the port (8000), VAR_DIR the folder that keeps the demo's data (var/).
"""

import os
import secrets
import signal
import socket
import subprocess
import sys
from pathlib import Path
from threading import Event
from urllib.error import URLError
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parent.parent
VAR = Path(os.environ.get("VAR_DIR", ROOT / "var")).resolve()
PORT = int(os.environ.get("PORT", "8000"))
ADDRESS = f"http://127.0.0.1:{PORT}"
PATIENCE = 15

COMMANDS = {
    "web": ["gunicorn", "--config", "deploy/gunicorn.conf.py", "--bind", f"127.0.0.1:{PORT}", "twinning.wsgi"],
    "worker": ["celery", "-A", "twinning", "worker", "--pool", "solo", "--without-gossip", "--without-mingle"],
    "beat": ["celery", "-A", "twinning", "beat", "--pidfile="],
}
READY = f"""
  The portal is ready:  {ADDRESS}/
  Sign in:              {ADDRESS}/accounts/login/

  staff@example.org           programme staff
  evaluator@example.org       evaluator
  alba-iulia@example.org      Alba Iulia, twinned with
  kozani@example.org          Kozani
  koln@example.org            Köln
  soria@example.org           Soria
  belfast@example.org         Belfast, twinned with
  galway@example.org          Galway
  Password of all:            twinning-demo

  Mails are kept as files:    {VAR / "mail"}
  Logs:                       {VAR / "log"}
  Ctrl-C ends the demo and keeps its data.
"""


def main() -> int:
    if not port_is_free():
        print(f"Port {PORT} is in use by another program. Choose another one: make demo PORT={PORT + 1}")
        return 1
    stop = Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: stop.set())
    os.environ.update(environment())
    os.chdir(ROOT)
    if not prepare(stop):
        return 0 if stop.is_set() else 1
    processes: dict[str, subprocess.Popen[bytes]] = {}
    try:
        for name, command in COMMANDS.items():
            processes[name] = start(command, log_of(name))
        return watch(processes, stop)
    finally:
        end(*processes.values())


def port_is_free() -> bool:
    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind(("127.0.0.1", PORT))
        except OSError:
            return False
    return True


def environment() -> dict[str, str]:
    """All that the settings read: a stray `.env` or a developer's shell must not change the demo."""
    (VAR / "log").mkdir(parents=True, exist_ok=True)
    return {
        "DJANGO_SETTINGS_MODULE": "twinning.settings",
        "DEMO": "1",
        "DEBUG": "0",
        "SECRET_KEY": secret_key(),
        "SITE_URL": ADDRESS,
        "ALLOWED_HOSTS": "127.0.0.1,localhost",
        "VAR_DIR": str(VAR),
        "STATIC_ROOT": str(VAR / "static"),
        "MEDIA_ROOT": str(VAR / "media"),
        "DATABASE_URL": f"sqlite:///{VAR / 'twinning.sqlite3'}",
        "REDIS_URL": "",
        "EMAIL_URL": "filemail:",
        "PYTHONPATH": str(ROOT),
        "PYTHONUNBUFFERED": "1",
    }


def secret_key() -> str:
    """Made once and kept, so that a second run knows the first one's sessions."""
    place = VAR / "secret-key"
    if not place.exists():
        place.touch(mode=0o600)
        place.write_text(secrets.token_urlsafe(50))
    return place.read_text()


def prepare(stop: Event) -> bool:
    """Database, static files and the demo's content; a second run finds all of it there."""
    steps = {
        "Making the database": ["migrate", "--verbosity=0"],
        "Collecting static files": ["collectstatic", "--noinput", "--verbosity=0"],
        "Loading the demo": ["demo"],
    }
    for title, step in steps.items():
        print(f"{title} ...", flush=True)
        process = subprocess.Popen(
            [sys.executable, "manage.py", *step], env=os.environ | {"LOG_LEVEL": "ERROR"}, start_new_session=True
        )
        while process.poll() is None:
            if stop.wait(0.1):
                end(process)
        if stop.is_set() or process.returncode:
            return False
    return True


def start(command: list[str], log: Path) -> subprocess.Popen[bytes]:
    """In a session of its own: Ctrl-C reaches only us, and we end the children in order."""
    with log.open("wb") as lines:
        return subprocess.Popen(
            [sys.executable, "-m", *command],
            stdin=subprocess.DEVNULL,
            stdout=lines,
            stderr=lines,
            start_new_session=True,
        )


def log_of(name: str) -> Path:
    return VAR / "log" / f"{name}.log"


def watch(processes: dict[str, subprocess.Popen[bytes]], stop: Event) -> int:
    """Announce the portal once it answers; come back when we are stopped or a process ended by itself."""
    announced = False
    while not stop.wait(0.3):
        for name, process in processes.items():
            if process.poll() is not None:
                print(f"The {name} process ended by itself. Its last lines ({log_of(name)}):")
                print("\n".join(log_of(name).read_text().splitlines()[-20:]))
                return 1
        if not announced and answers():
            announced = True
            print(READY, flush=True)
    return 0


def answers() -> bool:
    try:
        urlopen(f"{ADDRESS}/healthz", timeout=2).close()  # noqa: S310 - our own address
    except (URLError, OSError):
        return False
    return True


def end(*processes: subprocess.Popen[bytes]) -> None:
    for process in processes:
        process.terminate()
    for process in processes:
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


if __name__ == "__main__":
    sys.exit(main())
