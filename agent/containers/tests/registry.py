"""A registry with one image, as far as an engine asks it: `python registry.py PORT NAME`.

The image's tar comes on its input; it says `ready` when it is.
"""

import gzip
import hashlib
import json
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

MANIFEST = "application/vnd.docker.distribution.manifest.v2+json"


def digest(data):
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


def image(tar):
    """Return what is served, by the ends of paths: the manifest, and the blobs by their digests."""
    layer = gzip.compress(tar)
    rootfs = {"type": "layers", "diff_ids": [digest(tar)]}
    brought = {"Cmd": ["sh", "-c", "exec sleep 94"]}
    config = json.dumps({"architecture": "amd64", "os": "linux", "config": brought, "rootfs": rootfs}).encode()

    def described(kind, data):
        return {"mediaType": f"application/vnd.docker.{kind}", "size": len(data), "digest": digest(data)}

    parts = {"config": described("container.image.v1+json", config)}
    parts["layers"] = [described("image.rootfs.diff.tar.gzip", layer)]
    manifest = json.dumps({"schemaVersion": 2, "mediaType": MANIFEST, **parts}).encode()
    return manifest, {digest(data): data for data in (config, layer)}


def main():
    port, name = int(sys.argv[1]), sys.argv[2]
    manifest, blobs = image(sys.stdin.buffer.read())

    class Registry(BaseHTTPRequestHandler):
        def do_GET(self):
            last = self.path.rpartition("/")[2]
            if self.path.startswith(f"/v2/{name}/manifests/"):
                self._say(manifest, MANIFEST)
            elif self.path == "/v2/" or last in blobs:
                self._say(blobs.get(last, b"{}"), "application/octet-stream")
            else:
                self.send_error(404)

        do_HEAD = do_GET  # noqa: N815 - so the library calls it

        def _say(self, data, kind):
            self.send_response(200)
            for field, value in {
                "Content-Type": kind,
                "Content-Length": len(data),
                "Docker-Content-Digest": digest(data),
            }.items():
                self.send_header(field, str(value))
            self.end_headers()
            if self.command == "GET":
                self.wfile.write(data)

        def log_message(self, *_):
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", port), Registry)
    print("ready", flush=True)  # noqa: T201 - its one word
    server.serve_forever()


if __name__ == "__main__":
    main()
