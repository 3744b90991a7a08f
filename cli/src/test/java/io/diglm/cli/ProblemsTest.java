package io.diglm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

final class ProblemsTest {
  private final StringWriter err = new StringWriter();
  private final Problems problems = new Problems(new PrintWriter(err), () -> false);

  @Test
  void oursIsOneLineAndOne() {
    assertEquals(1, problems.report(new IllegalStateException("a\n  b")));
    assertEquals("diglm: a b (run again with --stacktrace to see where)", err.toString().strip());
  }

  @Test
  void unexpectedOnesAreNamed() {
    assertEquals(1, problems.report(new UnsupportedOperationException("no")));
    assertEquals(
        "diglm: UnsupportedOperationException: no (run again with --stacktrace to see where)",
        err.toString().strip());
  }

  @Test
  void fullHeapSaysWhatToDo() {
    Throwable inside = new OutOfMemoryError("Java heap space");
    assertEquals(2, problems.report(new IllegalStateException("a worker failed", inside)));
    assertTrue(err.toString().startsWith("diglm: memory must hold all rows, got no room in "));
    assertTrue(
        err.toString()
            .strip()
            .endsWith(
                "MB of Java heap: Java heap space (set DIGLM_JAVA_OPTS=-Xmx4g, or read fewer columns"
                    + " or rows)"));
  }

  @Test
  void missingNativesSayWhatIsSupported() {
    assertEquals(2, problems.report(new NoClassDefFoundError("no jnitorch in java.library.path")));
    assertTrue(err.toString().startsWith("diglm: native libraries must load, got a failure on "));
    assertTrue(
        err.toString()
            .strip()
            .endsWith(
                ": no jnitorch in java.library.path (supported: linux x86_64, macOS arm64, macOS"
                    + " x86_64, Windows x86_64)"));
  }

  @Test
  void stackTraceOnRequest() {
    new Problems(new PrintWriter(err), () -> true).report(new IllegalStateException("why"));
    assertTrue(err.toString().contains("\tat io.diglm.cli.ProblemsTest"));
  }
}
