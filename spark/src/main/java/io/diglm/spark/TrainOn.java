package io.diglm.spark;

/** Where a fit trains. */
enum TrainOn {
  /** On the driver, to which all rows are streamed. */
  DRIVER,
  /** On the executors that hold the rows, in rounds. */
  CLUSTER
}
