"""Run the unmodified clients by name: `unshare -mn python -m tests.compatibility.namespace JOB.json`.

Inside a private network namespace with nothing but loopback, a hosts file mounted over the machine's own maps Google's
host to 127.0.0.1, where the server answers on 443 with a certificate of a throw-away authority. Nothing leaves the
namespace, and the machine's own hosts file stays as it is.
"""

import fcntl
import json
import os
import socket
import struct
import subprocess
import sys
from pathlib import Path

import trustme

from tests.server import Server

HOST = "commentanalyzer.googleapis.com"
_SIOCGIFFLAGS, _SIOCSIFFLAGS, _IFF_UP = 0x8913, 0x8914, 0x1


def raise_loopback():
    """Switch the namespace's loopback interface on."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as connection:
        request = struct.pack("16sH14x", b"lo", 0)
        flags = struct.unpack("16sH14x", fcntl.ioctl(connection, _SIOCGIFFLAGS, request))[1]
        fcntl.ioctl(connection, _SIOCSIFFLAGS, struct.pack("16sH14x", b"lo", flags | _IFF_UP))


def mount_hosts(folder):
    """Map Google's host to this machine, for this namespace alone."""
    hosts = folder / "hosts"
    hosts.write_text(f"127.0.0.1 localhost {HOST}\n")
    subprocess.run(["mount", "--bind", hosts, "/etc/hosts"], check=True)


def make_certificate(folder):
    """Write the authority, and the server's certificate with its key."""
    authority = trustme.CA()
    certificate = authority.issue_cert(HOST)
    paths = folder / "ca.pem", folder / "server.pem", folder / "server.key"
    authority.cert_pem.write_to_path(paths[0])
    certificate.cert_chain_pems[0].write_to_path(paths[1])
    certificate.private_key_pem.write_to_path(paths[2])
    return paths


def trust(authority):
    """Return the variables by which each HTTP library takes another authority."""
    names = ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "HTTPLIB2_CA_CERTS", "NODE_EXTRA_CA_CERTS")
    return dict.fromkeys(names, str(authority))


def main():
    """Run every client of the job, and print what each observed or said."""
    job = json.loads(Path(sys.argv[1]).read_text())
    folder = Path(job["folder"])
    raise_loopback()
    mount_hosts(folder)
    authority, certificate, key = make_certificate(folder)
    settings = {**job["settings"], "MODERATION_PUBLIC_URL": f"https://{HOST}"}
    results = {}
    with Server(settings, 443, folder, certificate=certificate, key=key):
        for name, (command, environment) in job["clients"].items():
            ran = subprocess.run(
                command,
                env={**os.environ, **environment, **trust(authority), "PERSPECTIVE_KEY": job["key"]},
                check=False,
                capture_output=True,
                text=True,
                timeout=60,
            )
            results[name] = {"code": ran.returncode, "output": ran.stdout, "errors": ran.stderr}
    print(json.dumps(results))


if __name__ == "__main__":
    main()
