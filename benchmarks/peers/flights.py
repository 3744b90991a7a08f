"""Peers with a whole distribution on the flights of New York, in time order: the rows of `diglm reproduce flights`.

python benchmarks/peers/flights.py examples/flights.parquet OUT.json [--threads 2] [--peers NAME ...]

Rows with all eight attributes and the target, as they come; the last 23,853 test, all others train. How the peers are made and
measured, and what OUT.json holds, is as in tables.py.
"""

import argparse
import pathlib
import warnings

import pandas as pd
import records
import tables
from threadpoolctl import threadpool_limits

TARGET = "arr_delay"
COLUMNS = ["month", "day", "day_of_week", "dep_time", "arr_time", "air_time", "distance", "plane_age"]
TEST = 23_853
PEERS = ["linear", "lightgbm", "lightgbm-stopped", "hgb-mixture", "hgb-scale", "catboost-uncertainty"]


def main():
    parser = argparse.ArgumentParser(description="Peers on the flights of New York.")
    parser.add_argument("table")
    parser.add_argument("out", type=pathlib.Path)
    parser.add_argument("--peers", nargs="+", default=PEERS, choices=list(tables.PEERS))
    parser.add_argument("--threads", type=int, default=2)
    chosen = parser.parse_args()
    warnings.filterwarnings("ignore")
    table = pd.read_parquet(chosen.table, columns=COLUMNS + [TARGET]).dropna().reset_index(drop=True)
    rows = tables.Rows(table[:-TEST], table[-TEST:], TARGET, "regression")
    with threadpool_limits(chosen.threads):
        for peer in chosen.peers:
            what = {"table": "flights", "split": "time", "peer": peer}
            if records.missing(chosen.out, what):
                found = tables.measure(rows, peer, chosen.threads)
                records.keep(chosen.out, tables.ABOUT, tables.PACKAGES, what, found)
                print(peer, found, flush=True)


if __name__ == "__main__":
    main()
