package io.diglm.spark;

import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives tests a real Spark of two threads, one for all of them, for it takes seconds to start. */
final class LocalSpark implements ParameterResolver {
  private static final Namespace NAMESPACE = Namespace.create(LocalSpark.class);

  /** Ends with the tests. */
  private record Started(SparkSession session) implements AutoCloseable {
    static Started start() {
      return new Started(
          SparkSession.builder()
              .master("local[2]")
              .appName("diglm tests")
              .config("spark.ui.enabled", "false")
              .config("spark.sql.shuffle.partitions", "2")
              .config("spark.driver.host", "localhost")
              .config("spark.driver.bindAddress", "127.0.0.1")
              .config("spark.sql.warehouse.dir", "target/warehouse")
              .config("spark.sql.session.timeZone", "America/New_York")
              .getOrCreate());
    }

    @Override
    public void close() {
      session.stop();
    }
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == SparkSession.class;
  }

  @Override
  public SparkSession resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getRoot()
        .getStore(NAMESPACE)
        .getOrComputeIfAbsent("session", key -> Started.start(), Started.class)
        .session();
  }
}
