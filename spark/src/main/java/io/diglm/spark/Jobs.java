package io.diglm.spark;

import java.util.function.Supplier;
import org.apache.spark.SparkContext;

/** Descriptions of jobs on Spark's pages. */
final class Jobs {
  private Jobs() {}

  /** Runs jobs under a description. */
  static <T> T described(SparkContext context, String what, Supplier<T> body) {
    String before = context.getLocalProperty("spark.job.description");
    context.setJobDescription(what);
    try {
      return body.get();
    } finally {
      context.setJobDescription(before);
    }
  }
}
