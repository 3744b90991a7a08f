package io.diglm.spark;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import javax.tools.ToolProvider;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The example in Java does what it says, here on every 500th flight. */
@ExtendWith(LocalSpark.class)
final class ExampleTest {
  @Test
  void theExampleFitsScoresAndTellsDrift(SparkSession spark, @TempDir Path folder)
      throws Exception {
    String file = "../examples/spark/Flights.java";
    String path = System.getProperty("java.class.path");
    String target = folder.toString();
    assertEquals(
        0,
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, "-proc:none", "-cp", path, "-d", target, file));
    assertEquals("local[2]", spark.sparkContext().master()); // the example takes the session
    String printed = printed(folder);
    assertTrue(
        printed.matches(
            "(?s)\\d{3} flights, off by \\d+\\.\\d minutes, standard deviation \\d+\\.\\d\\R"
                + ".*January: .*, \\d+\\.\\d % rejected\\R"),
        printed);
  }

  private static String printed(Path classes) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream before = System.out;
    URL[] urls = {classes.toUri().toURL()};
    try (URLClassLoader loader = new URLClassLoader(urls, ExampleTest.class.getClassLoader());
        PrintStream captured = new PrintStream(bytes, true, UTF_8)) {
      System.setOut(captured);
      loader
          .loadClass("Flights")
          .getMethod("main", String[].class)
          .invoke(null, (Object) new String[] {Fitted.FLIGHTS, "0.002"});
    } finally {
      System.setOut(before);
    }
    return bytes.toString(UTF_8);
  }
}
