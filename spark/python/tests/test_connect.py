"""The stages over Spark Connect, by a server of its own."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import diglm_spark
import pyspark
import pytest

FLIGHTS = Path(__file__).parents[3] / "examples" / "flights.parquet"
SERVER = "org.apache.spark.sql.connect.service.SparkConnectServer"
STARTED = re.compile(r"Spark Connect server started at: .*:(\d+)$")


@pytest.fixture(scope="module")
def remote(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("server")
    log4j = folder / "log4j2.properties"
    log4j.write_text(
        "rootLogger.level = info\nrootLogger.appenderRef.out.ref = out\n"
        "appender.out.type = Console\nappender.out.name = out\nappender.out.target = SYSTEM_OUT\n"
        "appender.out.layout.type = PatternLayout\nappender.out.layout.pattern = %m%n%ex\n"
    )
    command = [
        str(Path(pyspark.__path__[0]) / "bin" / "spark-submit"),
        *("--master", "local[2]", "--class", SERVER, "--jars", diglm_spark.jar()),
        *("--conf", "spark.connect.grpc.binding.address=127.0.0.1"),
        *("--conf", "spark.connect.grpc.binding.port=0"),
        *("--conf", "spark.ui.enabled=false"),
        *("--conf", "spark.driver.memory=1g"),
        *("--conf", f"spark.driver.extraJavaOptions=-Dlog4j2.configurationFile={log4j.as_uri()}"),
        "spark-internal",
    ]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert process.stdout is not None
    told: list[str] = []
    port = None
    for line in process.stdout:
        told.append(line)
        found = STARTED.search(line.rstrip())
        if found:
            port = found.group(1)
            break
    assert port is not None, "".join(told[-30:])
    drain = subprocess.Popen(["cat"], stdin=process.stdout, stdout=subprocess.DEVNULL)
    yield f"sc://localhost:{port}"
    process.terminate()
    process.wait()
    drain.wait()


def test_the_stages_work_over_connect(remote: str, tmp_path: Path) -> None:
    # In a process of its own, for a process has one kind of Spark.
    done = subprocess.run(
        [
            sys.executable,
            str(Path(__file__).with_name("connect_check.py")),
            *(remote, str(FLIGHTS), str(tmp_path)),
        ],
        capture_output=True,
        text=True,
        check=False,
        env={k: v for k, v in os.environ.items() if k != "SPARK_REMOTE"},
    )
    assert done.returncode == 0, done.stdout + done.stderr[-3000:]
    assert "Spark Connect: passed" in done.stdout
