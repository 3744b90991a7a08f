package io.diglm.spark;

import java.io.Serializable;

/** A column that scoring adds. */
record OutputColumn(Kind kind, String name) implements Serializable {
  /** What it holds. */
  enum Kind {
    PREDICTION("predictionCol"),
    PROBABILITY("probabilityCol"),
    RAW("rawPredictionCol"),
    DETAIL("detailedPredictionCol");

    private final String param;

    Kind(String param) {
      this.param = param;
    }

    /** Returns the parameter that sets its name. */
    String param() {
      return param;
    }
  }
}
