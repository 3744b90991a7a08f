"""Figures of a comparison in one JSON file, one record a line."""

import fcntl
import importlib.metadata
import json
import os
import pathlib
import platform


def kept(out):
    return json.loads(out.read_text())["records"] if out.is_file() else []


def missing(out, what):
    """Whether the file has no record of this."""
    return not any(what.items() <= record.items() for record in kept(out))


def keep(out, about, packages, what, found):
    """Adds a record, all or nothing; several processes may share the file."""
    folder = os.open(out.absolute().parent, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)  # until it is closed
        others = [r for r in kept(out) if not what.items() <= r.items()]
        records = sorted([*others, what | found], key=lambda r: [str(r[key]) for key in what])
        versions = {"python": platform.python_version()} | {p: importlib.metadata.version(p) for p in packages}
        head = {
            "what": about,
            "versions": versions,
            "machine": f"{os.cpu_count()} cores, {processor()}",
            "records": "RECORDS",
        }
        lines = ",\n".join("    " + json.dumps(record) for record in records)
        text = json.dumps(head, indent=2).replace('"RECORDS"', f"[\n{lines}\n  ]")
        part = out.with_suffix(".part")
        part.write_text(text + "\n")
        part.replace(out)
    finally:
        os.close(folder)


def processor():
    info = pathlib.Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.is_file() else []
    return next((line.split(":")[1].strip() for line in lines if line.startswith("model name")), platform.machine())
