"""The tables of `diglm reproduce tables`, as peers read them."""

import json
import pathlib

import numpy as np
import pandas as pd
from sklearn.compose import ColumnTransformer
from sklearn.impute import SimpleImputer
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

SPLITS = 5


def find(data):
    """The folder of the tables: DATA or DATA/tables."""
    for folder in (pathlib.Path(data) / "tables", pathlib.Path(data)):
        if (folder / "tables.json").is_file():
            return folder
    raise SystemExit(f"DATA must hold tables.json or tables/tables.json, got {data}")


def entries(folder, names=None):
    """Name, target and task of each table, or of those named."""
    every = json.loads((folder / "tables.json").read_text())
    unknown = sorted(set(names or []) - {entry["name"] for entry in every})
    if unknown:
        raise SystemExit(f"tables must be named in {folder / 'tables.json'}, got {', '.join(unknown)}")
    return [entry for entry in every if not names or entry["name"] in names]


def is_test(rows, k):
    """Which rows are for test in split k."""
    return np.arange(rows) % SPLITS == k


def is_number(column):
    return pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column)


def is_date(column):
    """Whether every text is a date."""
    if is_number(column) or pd.api.types.is_bool_dtype(column) or not column.notna().any():
        return False
    return dates(column).notna().equals(column.notna())


def dates(column):
    return pd.to_datetime(column, format="%Y-%m-%d", errors="coerce")


def plain(table, target=None):
    """The table with dates as days since 1970 and booleans as texts; the target is left as it is."""
    table = table.copy()
    for c in table.columns:
        if c == target:
            continue
        if pd.api.types.is_bool_dtype(table[c]):
            table[c] = table[c].map({True: "true", False: "false"})
        elif is_date(table[c]):
            table[c] = (dates(table[c]) - pd.Timestamp("1970-01-01")) / pd.Timedelta(days=1)
    return table


def filled(table, texts):
    """The table with texts that have no missing cells."""
    table = table.copy()
    for c in texts:
        table[c] = table[c].astype(object).where(table[c].notna(), "(missing)").astype(str)
    return table


def one_hot(numbers, texts):
    """Standardised numbers, a missing one the median and marked, and a column a level."""
    return ColumnTransformer(
        [
            ("numbers", make_pipeline(SimpleImputer(strategy="median", add_indicator=True), StandardScaler()), numbers),
            ("texts", OneHotEncoder(handle_unknown="ignore", sparse_output=False), texts),
        ],
        sparse_threshold=0,
    )
