package io.diglm.cli;

import io.diglm.cli.output.LostOutputException;
import io.diglm.cli.text.Printable;
import io.diglm.model.UnusableFileException;
import io.diglm.schema.NearestName;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Reports in one line what went wrong. The exit code says whose fault it is. */
final class Problems {
  /** An error that the caller can correct. */
  static final int THEIRS = 2;

  /** An error that only the developers can correct. */
  static final int OURS = 1;

  private final PrintWriter err;
  private final BooleanSupplier stacktrace;

  Problems(PrintWriter err, BooleanSupplier stacktrace) {
    this.err = err;
    this.stacktrace = stacktrace;
  }

  /** Reports an option that cannot be understood. */
  int report(ParameterException e) {
    String help = e.getCommandLine().getCommandSpec().qualifiedName() + " --help";
    return print(e, "%s (see %s)".formatted(text(e), help), THEIRS);
  }

  /** Reports a failure of a command. */
  int report(Throwable e) {
    Optional<Throwable> heap = cause(e, OutOfMemoryError.class);
    if (heap.isPresent()) {
      return print(heap.get(), NativeFailures.memory(heap.get()), THEIRS);
    }
    Optional<Throwable> linkage = cause(e, LinkageError.class);
    if (linkage.isPresent() && !(e instanceof UnusableFileException)) {
      return print(e, NativeFailures.linkage(linkage.get()), THEIRS);
    }
    boolean theirs =
        e instanceof IllegalArgumentException
            || e instanceof UnusableFileException
            || e instanceof LostOutputException;
    String message = message(e);
    return theirs
        ? print(e, message, THEIRS)
        : print(e, message + " (run again with --stacktrace to see where)", OURS);
  }

  private static String message(Throwable e) {
    String text = e.getMessage();
    if (text == null) {
      return e.getClass().getName();
    }
    boolean bare = e instanceof IllegalArgumentException || e instanceof IllegalStateException;
    boolean own = bare || e instanceof UnusableFileException || e instanceof LostOutputException;
    return own ? text : e.getClass().getSimpleName() + ": " + text;
  }

  private int print(Throwable e, String message, int code) {
    err.println("diglm: " + Printable.of(message.strip().replaceAll("\\s*\\R\\s*", " ")));
    if (stacktrace.getAsBoolean()) {
      e.printStackTrace(err);
    }
    err.flush();
    return code;
  }

  private static String text(ParameterException e) {
    if (e instanceof UnmatchedArgumentException unmatched) {
      return unmatched(unmatched);
    }
    if (e instanceof MissingParameterException missing && !missing.getMissing().isEmpty()) {
      return Values.name(missing.getMissing().get(0)) + " must be given, got none";
    }
    ArgSpec option = e.getArgSpec();
    if (option != null && e.getCause() instanceof TypeConversionException wrong) {
      return Values.name(option) + " " + wrong.getMessage();
    }
    String message = String.valueOf(e.getMessage());
    return Character.toLowerCase(message.charAt(0)) + message.substring(1);
  }

  private static String unmatched(UnmatchedArgumentException e) {
    String first = e.getUnmatched().get(0);
    CommandLine command = e.getCommandLine();
    List<String> known = new ArrayList<>(command.getCommandSpec().optionsMap().keySet());
    String what = "option";
    if (!first.startsWith("-")) {
      known = new ArrayList<>(command.getSubcommands().keySet());
      what = known.isEmpty() ? "argument" : "command";
    }
    String hint = NearestName.of(first, known).map(n -> "; did you mean " + n + "?").orElse("");
    return "%s must be one that %s has, got %s%s"
        .formatted(what, command.getCommandSpec().qualifiedName(), first, hint);
  }

  private static Optional<Throwable> cause(Throwable e, Class<? extends Throwable> type) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (type.isInstance(cause)) {
        return Optional.of(cause);
      }
    }
    return Optional.empty();
  }
}
