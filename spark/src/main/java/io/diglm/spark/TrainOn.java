package io.diglm.spark;

import java.util.Locale;

/** Where a fit trains. */
enum TrainOn {
  /** On the driver, to which all rows are streamed. */
  DRIVER,
  /** On the executors that hold the rows, in rounds. */
  CLUSTER;

  /** Returns its name as the value of the parameter. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
