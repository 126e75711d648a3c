"""As much of a Kubernetes API server as one pod needs: its container's command is a real process on this machine."""

from __future__ import annotations

import copy
import json
import os
import re
import subprocess
import threading
import time
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

_PODS = re.compile(r"^/api/v1/namespaces/(?P<namespace>[^/]+)/pods(?:/(?P<name>[^/]+))?(?P<log>/log)?$")


class Pod:
    """One pod; only its first container runs."""

    def __init__(self, manifest: dict[str, Any], started: bool) -> None:
        self.manifest = copy.deepcopy(manifest)
        self.deleted_with: dict[str, Any] | None = None
        self.lines: list[str] = []
        self.over = False
        self._finished_at = ""
        self._process: subprocess.Popen[str] | None = None
        if started:
            container = manifest["spec"]["containers"][0]
            self._process = subprocess.Popen(
                [*container["command"], *container["args"]],
                env={"PATH": os.environ["PATH"]} | {one["name"]: one["value"] for one in container.get("env", [])},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
            )
            threading.Thread(target=self._read, args=(self._process,), daemon=True).start()

    def _read(self, process: subprocess.Popen[str]) -> None:
        if process.stdout is None:
            raise AssertionError("started with a pipe")
        for line in process.stdout:
            self.lines.append(f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%S.%f}000Z {line}")
        process.wait()
        self._finished_at = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
        self.over = True

    def stop(self) -> None:
        """SIGTERM, as the kubelet sends it; the caller's patience is the grace period."""
        if self._process is not None:
            self._process.terminate()

    def json(self) -> dict[str, Any]:
        code = self._process.poll() if self._process and self.over else None
        if self._process is None:
            state: dict[str, Any]
            phase, state = "Pending", {"waiting": {"reason": "ErrImagePull", "message": "no such image"}}
        elif code is None:
            phase, state = "Running", {"running": {"startedAt": "2026-11-22T14:05:00Z"}}
        else:
            # The kubelet reports a signal as a shell does.
            exit_code = 128 - code if code < 0 else code
            terminated = {"exitCode": exit_code, "finishedAt": self._finished_at}
            phase, state = ("Failed" if exit_code else "Succeeded"), {"terminated": terminated}
        name = self.manifest["spec"]["containers"][0]["name"]
        status = {"name": name, "state": state, "ready": False, "restartCount": 0, "image": "", "imageID": ""}
        return {**self.manifest, "status": {"phase": phase, "containerStatuses": [status]}}


class KubernetesServer:
    """Listens on a free port of this machine. ``images_missing`` leaves pods waiting for their image."""

    def __init__(self) -> None:
        self.pods: dict[str, Pod] = {}
        self.created: list[dict[str, Any]] = []
        self.deleted: list[Pod] = []
        self.images_missing = False
        outer = self

        class Handler(_Handler):
            server_state = outer

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def kubeconfig(self, folder: Path) -> str:
        """A file for clients."""
        file = folder / "kubeconfig"
        config = {
            "apiVersion": "v1",
            "kind": "Config",
            "clusters": [{"name": "here", "cluster": {"server": f"http://127.0.0.1:{self._server.server_address[1]}"}}],
            "users": [{"name": "me", "user": {}}],
            "contexts": [{"name": "here", "context": {"cluster": "here", "user": "me"}}],
            "current-context": "here",
        }
        file.write_text(json.dumps(config))
        return str(file)

    def create(self, manifest: dict[str, Any]) -> Pod:
        self.created.append(manifest)
        pod = Pod(manifest, started=not self.images_missing)
        self.pods[manifest["metadata"]["name"]] = pod
        return pod

    def delete(self, name: str, options: dict[str, Any]) -> Pod:
        pod = self.pods.pop(name)
        pod.deleted_with = options
        self.deleted.append(pod)
        pod.stop()
        return pod

    def close(self) -> None:
        for pod in [*self.pods.values(), *self.deleted]:
            pod.stop()
        self._server.shutdown()
        self._server.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_state: KubernetesServer

    def do_GET(self) -> None:
        address = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(address.query).items()}
        found = _PODS.match(address.path)
        if found is None:
            self._answer({"kind": "EventList", "metadata": {"resourceVersion": "1"}, "items": []})
        elif found["name"] is None:
            pods = [one.json() for one in self.server_state.pods.values()]
            items = [one for one in pods if _selected(one["metadata"]["labels"], query.get("labelSelector", ""))]
            self._answer({"kind": "PodList", "metadata": {}, "items": items})
        elif found["name"] not in self.server_state.pods:
            self._answer({"kind": "Status", "reason": "NotFound"}, 404)
        elif found["log"]:
            self._stream(self.server_state.pods[found["name"]])
        else:
            self._answer(self.server_state.pods[found["name"]].json())

    def do_POST(self) -> None:
        self._answer(self.server_state.create(self._body()).json(), 201)

    def do_PATCH(self) -> None:
        pod = self.server_state.pods[_PODS.match(self.path)["name"]]  # type: ignore[index]
        pod.manifest["metadata"]["labels"].update(self._body()["metadata"]["labels"])
        self._answer(pod.json())

    def do_DELETE(self) -> None:
        address = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(address.query).items()}
        name = _PODS.match(address.path)["name"]  # type: ignore[index]
        if name not in self.server_state.pods:
            self._answer({"kind": "Status", "reason": "NotFound"}, 404)
        else:
            self._answer(self.server_state.delete(name, query).json())

    def _stream(self, pod: Pod) -> None:
        self.send_response(200)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        sent = 0
        while True:
            over = pod.over
            for line in pod.lines[sent:]:
                content = line.encode()
                self.wfile.write(b"%x\r\n%s\r\n" % (len(content), content))
                sent += 1
            if over and sent == len(pod.lines):
                self.wfile.write(b"0\r\n\r\n")
                return
            time.sleep(0.02)

    def _body(self) -> dict[str, Any]:
        body: dict[str, Any] = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        return body

    def _answer(self, body: dict[str, Any], status: int = 200) -> None:
        content = json.dumps({"apiVersion": "v1", **body}).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 as the base class names it
        """Silent."""


def _selected(labels: dict[str, str], selector: str) -> bool:
    for term in filter(None, selector.split(",")):
        if term.startswith("!"):
            wanted = term[1:] not in labels
        elif "!=" in term:
            name, _, value = term.partition("!=")
            wanted = labels.get(name) != value
        else:
            name, _, value = term.partition("=")
            wanted = labels.get(name) == value
        if not wanted:
            return False
    return True
