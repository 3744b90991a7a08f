package io.diglm.spark;

import java.util.Locale;

/** Where the rows of a fit learn. */
enum TrainOn {
  /** On the driver, to which all rows are streamed. */
  DRIVER,
  /** On the executors that have them, by rounds. */
  CLUSTER;

  /** Returns its name among the parameters. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
