"""Run all benchmarks one after the other and write what they print to benchmarks/results.md."""

import os
import platform
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

HERE = Path(__file__).parent


def main() -> None:
    files = sorted(f for f in HERE.glob("*.py") if not f.name.startswith("_"))
    parts = [
        "# Benchmarks\n\nOne run of `make bench`; ratios are measured side by side in it.\n",
        f"{datetime.now(UTC):%Y-%m-%d}, Python {platform.python_version()}, "
        f"{os.cpu_count()} cores, {platform.machine()}.\n",
    ]
    for file in files:
        print(f"{file.stem} ...", file=sys.stderr)
        done = subprocess.run(
            [sys.executable, "-m", f"benchmarks.{file.stem}"],
            cwd=HERE.parent,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            print(done.stderr, file=sys.stderr)
            sys.exit(f"{file.name} failed")
        parts.append(f"## {file.stem.replace('_', ' ')}\n\n```text\n{done.stdout.strip()}\n```\n")
    (HERE / "results.md").write_text("\n".join(parts), encoding="utf-8")
    print("\n".join(parts))


if __name__ == "__main__":
    main()
