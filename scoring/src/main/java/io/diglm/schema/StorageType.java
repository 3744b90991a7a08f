package io.diglm.schema;

/** The type of a column in a table, and how its cells become numbers. */
public enum StorageType {
  /** Whole numbers. */
  INTEGER,
  /** Numbers with a fraction. */
  DECIMAL,
  /** True as 1, false as 0. */
  BOOLEAN,
  /** Text, kept as codes into a list of levels. */
  TEXT,
  /** Days since 1970-01-01. */
  DATE,
  /** Seconds after midnight. */
  TIME,
  /** Seconds since 1970-01-01T00:00 UTC. */
  TIMESTAMP
}
