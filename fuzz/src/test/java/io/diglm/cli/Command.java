package io.diglm.cli;

import java.io.PrintWriter;
import java.io.StringWriter;

/** The command within this process; in this package, because nobody else may run it there. */
public final class Command {
  private Command() {}

  /**
   * What a command line gave.
   *
   * @param code exit code
   * @param out standard output
   * @param err standard error
   */
  public record Ran(int code, String out, String err) {}

  /** Runs a command line. */
  public static Ran run(Object... arguments) {
    String[] texts = new String[arguments.length];
    for (int i = 0; i < texts.length; i++) {
      texts[i] = arguments[i].toString();
    }
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code = Diglm.run(texts, new PrintWriter(out), new PrintWriter(err, true));
    return new Ran(code, out.toString(), err.toString());
  }
}
